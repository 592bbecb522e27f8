"""Taking back what was done to many records."""

from django.db import transaction
from django.utils import timezone

from contacts.bulk import ordering
from contacts.bulk.restoring import restore
from contacts.bulk.waiting import DELETE
from contacts.models import BulkAction
from crm import audit
from crm.models import User


class TooLate(Exception):  # noqa: N818
    """It has been carried out, or taken back already."""


@transaction.atomic
def undo(action: BulkAction, user: User) -> int | None:
    """Takes back all that was done at that moment; how many records are as they were, None while a worker is at it.

    Raises TooLate.
    """
    parts = [part for part in ordering.same_deed(action).select_for_update() if _can_be_undone(part)]
    if not parts:
        raise TooLate
    count = sum(len(part.before.get("had", part.before.get("ids", ()))) for part in parts)
    if action.action != DELETE and count > ordering.MOST_AT_ONCE:
        ordering.order_back(action, user, parts, count)
        return None
    count = sum(_taken_back(part) for part in parts)
    audit.record(action.account, user, "bulk.undo", count=count, kind=action.kind)
    return count


def _can_be_undone(part: BulkAction) -> bool:
    """A deletion until it is due; a change at any time, unless a worker is taking it back."""
    if part.action == DELETE:
        return part.status == BulkAction.Status.WAITING and part.due_at > timezone.now()
    is_waiting = part.status == BulkAction.Status.WAITING and "ids" in part.before
    return is_waiting or part.status == BulkAction.Status.DONE


def _taken_back(part: BulkAction) -> int:
    count = len(part.before["ids"]) if part.action == DELETE else restore(part)
    part.status = BulkAction.Status.UNDONE
    part.save(update_fields=["status"])
    return count
