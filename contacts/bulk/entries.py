"""An entry that its author deleted from a timeline: gone at once, remembered as long as it can be taken back."""

from django.core import serializers
from django.db import transaction
from django.utils import timezone

from contacts import pins, places
from contacts.bulk.deleting import WAITS
from contacts.bulk.undoing import TooLate
from contacts.bulk.waiting import DELETE
from contacts.merging import redirects
from contacts.models import BulkAction, Task, TimelineEntry, TimelineLink
from contacts.timeline import TASK, Record
from crm.models import Account, User

ENTRY = "entry"


@transaction.atomic
def delete(entry: TimelineEntry, user: User, place: Record) -> BulkAction | None:
    """Deletes it, a task with what is to be done; the sweeper forgets it when it is too late to take that back.

    None when it is gone already: of two clicks at once the second would find nothing to remember.
    """
    account, now = entry.account_id, timezone.now()
    if not TimelineEntry.objects.filter(account=account, pk=entry.pk).select_for_update().exists():
        return None
    links = TimelineLink.objects.filter(account=account, entry=entry)
    rows = [entry, *links, *Task.objects.filter(account=account, entry=entry)]
    before = {"place": places.key_of(place), "rows": serializers.serialize("json", rows)}
    entry.delete()
    return BulkAction.objects.create(
        account_id=account,
        user=user,
        kind=ENTRY,
        action=DELETE,
        before=before,
        status=BulkAction.Status.WAITING,
        created_at=now,
        due_at=now + WAITS,
    )


@transaction.atomic
def take_back(action: BulkAction) -> Record:
    """Puts it back under its old id, so that links to it lead there again; the record it was deleted on.

    If that was merged it is what it became part of, if it was deleted another on which the entry stands. Raises
    TooLate, also when it would stand nowhere.
    """
    waiting = BulkAction.objects.filter(status=BulkAction.Status.WAITING, due_at__gt=timezone.now())
    found = waiting.filter(account=action.account_id, pk=action.pk, kind=ENTRY).select_for_update().first()
    if found is None:
        raise TooLate
    rows = list(serializers.deserialize("json", found.before["rows"]))
    stands = _standing(found.account, [row.object for row in rows if isinstance(row.object, TimelineLink)])
    if not stands:
        raise TooLate
    for row in rows:
        if not isinstance(row.object, TimelineLink) or row.object in stands:
            row.save()
    for link, record in stands.items():
        _unpin_surplus(link, record, action.user)
    place = _key_today(found.account, found.before["place"])
    found.before, found.status = {}, BulkAction.Status.UNDONE
    found.save(update_fields=["before", "status"])
    return next((record for record in stands.values() if places.key_of(record) == place), next(iter(stands.values())))


def _standing(account: Account, links: list[TimelineLink]) -> dict[TimelineLink, Record]:
    """The links that lead to a record still, of those that lead to one that others became part of the first."""
    found: dict[Record, TimelineLink] = {}
    for link in links:
        name = next(name for name in places.MODELS if getattr(link, f"{name}_id"))
        record = places.named(account, _key_today(account, f"{name}:{getattr(link, f'{name}_id')}"))
        if record is not None:
            setattr(link, name, record)
            found.setdefault(record, link)
    return {link: record for record, link in found.items()}


def _key_today(account: Account, key: str) -> str:
    """What a record is called by that may have been merged meanwhile."""
    kind, _colon, number = key.partition(":")
    return f"{kind}:{redirects.survivor(account, kind, int(number)) or number}"


def _unpin_surplus(link: TimelineLink, record: Record, reader: User | None) -> None:
    """One pin too many would be shown neither on top nor in its row; a task is on top as long as it is open."""
    is_pinned = link.pinned_at is not None and link.entry.kind != TASK
    if is_pinned and pins.is_full(record, link.entry, reader):
        TimelineLink.objects.filter(account=link.account_id, pk=link.pk).update(pinned_at=None)
