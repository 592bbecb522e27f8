"""Notes as code writes them that has no form, and what becomes of them when their record goes."""

from collections.abc import Callable, Collection

from django.db import transaction
from django.db.models import Exists, OuterRef

from contacts import activities
from contacts.models import TimelineEntry, TimelineLink
from contacts.timeline import Record, name_of
from crm.models import Account, User

AT_ONCE = 200  # entries
TAKEN_ALONG: list[Callable[[int, Collection[int]], None]] = []  # what apps keep of entries, by account and their ids


def write(account: Account, record: Record, text: str, author: User) -> TimelineEntry:
    """A note, now, on this record only."""
    return activities.write(account, author, activities.note(text), [record])


@transaction.atomic
def delete_with(record: Record) -> bool:
    """Deletes a record together with what stood on it alone and would stand nowhere afterwards.

    False: there is more of that than one transaction should hold; the record is still there, to be asked for again.
    """
    account, here = record.account_id, {name_of(record): record}
    elsewhere = TimelineLink.objects.filter(account=account, entry=OuterRef("entry")).exclude(pk=OuterRef("pk"))
    links = TimelineLink.objects.filter(~Exists(elsewhere), account=account, **here)
    alone = list(links.values_list("entry", flat=True)[:AT_ONCE])
    for take in TAKEN_ALONG:
        take(account, alone)
    TimelineEntry.objects.filter(account=account, pk__in=alone).delete()
    if len(alone) == AT_ONCE:
        return False
    record.delete()
    return True
