"""Notes as code writes them that has no form, and what becomes of them when their record goes."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from contacts import activities
from contacts.activities import KINDS
from contacts.models import TimelineEntry, TimelineLink
from contacts.timeline import Record, name_of
from crm.models import Account, User


def write(account: Account, record: Record, text: str, author: User) -> TimelineEntry:
    """A note, now, on this record only."""
    return activities.write(account, author, activities.note(text), [record])


@transaction.atomic
def delete_with(record: Record) -> None:
    """Deletes a record together with what was written on it alone, which would stand nowhere afterwards."""
    account, here = record.account_id, {name_of(record): record}
    elsewhere = TimelineLink.objects.filter(account=account, entry=OuterRef("entry")).exclude(pk=OuterRef("pk"))
    links = TimelineLink.objects.filter(~Exists(elsewhere), account=account, entry__kind__in=KINDS, **here)
    TimelineEntry.objects.filter(account=account, pk__in=list(links.values_list("entry", flat=True))).delete()
    record.delete()
