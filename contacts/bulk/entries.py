"""An entry that its author deleted from a timeline: gone at once, remembered as long as it can be taken back."""

from django.core import serializers
from django.db import transaction
from django.utils import timezone

from contacts import places
from contacts.bulk.deleting import WAITS
from contacts.bulk.undoing import TooLate
from contacts.bulk.waiting import DELETE
from contacts.models import BulkAction, Task, TimelineEntry, TimelineLink
from contacts.timeline import Record
from crm.models import User

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

    Raises TooLate.
    """
    waiting = BulkAction.objects.filter(status=BulkAction.Status.WAITING, due_at__gt=timezone.now())
    found = waiting.filter(account=action.account_id, pk=action.pk, kind=ENTRY).select_for_update().first()
    place = places.named(found.account, found.before["place"]) if found else None
    if found is None or place is None:
        raise TooLate
    for row in serializers.deserialize("json", found.before["rows"]):
        if not isinstance(row.object, TimelineLink) or _leads_somewhere(row.object):
            row.save()
    found.before, found.status = {}, BulkAction.Status.UNDONE
    found.save(update_fields=["before", "status"])
    return place


def _leads_somewhere(link: TimelineLink) -> bool:
    """Its record may have been deleted meanwhile."""
    records = {"contact": link.contact_id, "company": link.company_id, "deal": link.deal_id}
    return any(
        model.objects.filter(account=link.account_id, pk=records[name]).exists()
        for name, model in places.MODELS.items()
    )
