"""What a note is on: the name of another entry, looked up whenever the note is shown and never stored with it."""

from collections.abc import Iterable

from django.db.models import TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from contacts.models import TimelineEntry
from crm.models import Account, User

NAMED = Coalesce(KT("data__subject"), KT("data__title"), Value(""), output_field=TextField())


def look_up(account: Account, reader: User, entries: Iterable[TimelineEntry]) -> None:
    """Tells each note what the entry is called that it is on, if the reader may see that one.

    It may be private where the note is not. One statement, and none where no note is on anything.
    """
    notes = {entry: entry.data["about"]["entry"] for entry in entries if entry.data.get("about")}
    if not notes:
        return
    seen = TimelineEntry.objects.filter(account=account, pk__in=set(notes.values())).seen_by(reader)
    names = dict(seen.values_list("pk", NAMED))
    for entry, about in notes.items():
        entry.about_title = names.get(about)
