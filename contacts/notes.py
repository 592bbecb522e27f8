"""Notes: what people write on the timeline of one record themselves."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from contacts.models import TimelineEntry, TimelineLink
from contacts.timeline import Record, name_of
from crm.models import Account, User

KIND = "contacts.note"


@transaction.atomic
def write(account: Account, record: Record, text: str, author: User) -> TimelineEntry:
    """A note, now, on this record only."""
    now = timezone.now()
    entry = TimelineEntry.objects.create(account=account, kind=KIND, occurred_at=now, data={"text": text}, actor=author)
    TimelineLink.objects.create(account=account, entry=entry, occurred_at=now, **{name_of(record): record})
    return entry


def own(account: Account, user: User) -> QuerySet[TimelineEntry]:
    """The notes that this user wrote, and so may delete."""
    return TimelineEntry.objects.filter(account=account, kind=KIND, actor=user)


def place_of(note: TimelineEntry) -> Record:
    """The record that the note stands on."""
    links = TimelineLink.objects.filter(account=note.account_id, entry=note)
    link = links.select_related("contact", "company", "deal").get()
    place = link.contact or link.company or link.deal
    assert place is not None, "the check linked_to_one_record of links"  # noqa: S101
    return place


@transaction.atomic
def delete_with(record: Record) -> None:
    """Deletes a record together with its notes, which would stand nowhere afterwards."""
    links = TimelineLink.objects.filter(account=record.account_id, **{name_of(record): record})
    notes = links.filter(entry__kind=KIND).values("entry")
    TimelineEntry.objects.filter(account=record.account_id, pk__in=notes).delete()
    record.delete()
