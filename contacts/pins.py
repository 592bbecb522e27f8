"""Pinning: a few entries stay on top of a record's timeline."""

from django.db import transaction
from django.utils import timezone

from contacts.models import TimelineEntry, TimelineLink
from contacts.timeline import MOST_PINNED, TASK, Record, name_of
from crm.models import User


class TooManyError(Exception):
    """As many are pinned on this timeline as can be."""


@transaction.atomic
def put(record: Record, entry: TimelineEntry, *, is_pinned: bool, reader: User | None = None) -> None:
    """Pins or unpins. A task is on top as long as it is open, and not otherwise. Raises TooManyError.

    Of a reader that counts what they see: what is private to others takes no place of theirs.
    """
    if entry.kind == TASK:
        return
    if is_pinned and is_full(record, entry, reader):
        raise TooManyError
    links = TimelineLink.objects.filter(account=record.account_id, entry=entry, **{name_of(record): record})
    links.update(pinned_at=timezone.now() if is_pinned else None)


def is_full(record: Record, entry: TimelineEntry, reader: User | None = None) -> bool:
    """Whether as many others are pinned as can be. Within a transaction, whose end lets others pin here again."""
    # Locked, so that two who pin at once do not pin one too many.
    type(record).objects.select_for_update().only("pk").get(account=record.account_id, pk=record.pk)
    links = TimelineLink.objects.filter(account=record.account_id, **{name_of(record): record})
    others = links.filter(pinned_at__isnull=False).exclude(entry__kind=TASK).exclude(entry=entry)
    return (others.seen_by(reader) if reader else others).count() >= MOST_PINNED
