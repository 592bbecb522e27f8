"""A change of more records than a page should wait for: laid down in parts, which a worker carries out.

Each part is one transaction, which also says that it is done: a worker that is killed costs nothing, the next one goes
on, and twice is the same as once. A part that holds `ids` is to be changed, one that waits with `had` to be taken back.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils import timezone

from contacts.bulk.changing import FIELDS, Change, batches, put
from contacts.bulk.deleting import MODELS
from contacts.bulk.restoring import restore
from contacts.bulk.waiting import DELETE
from contacts.models import BulkAction
from contacts.stages import Stages
from crm import audit, bell
from crm.models import Account, User

MOST_AT_ONCE = 1000  # records that are changed while somebody waits
LEASE = timedelta(minutes=5)
Status = BulkAction.Status


def is_much(rows: QuerySet[Any], what: Change) -> bool:
    return len(_others(rows, what).order_by().values_list("pk")[: MOST_AT_ONCE + 1]) > MOST_AT_ONCE


def _others(rows: QuerySet[Any], what: Change) -> QuerySet[Any]:
    return rows.exclude(**{FIELDS[what.action][0]: what.to})


@transaction.atomic
def order(account: Account, user: User, rows: QuerySet[Any], what: Change) -> BulkAction:
    """Has it set in all of these rows of the account, as they are now, that have something else."""
    now = timezone.now()
    common = {"account": account, "user": user, "kind": what.kind, "action": what.action}
    parts = [
        BulkAction(**common, before={"ids": ids, "to": what.to}, status=Status.WAITING, created_at=now, due_at=now)
        for ids in batches(_others(rows, what))
    ]
    total = sum(len(part.before["ids"]) for part in parts)
    for part in parts:
        part.before["total"] = total
    first = BulkAction.objects.bulk_create(parts, batch_size=50)[0]
    audit.record(account, user, f"bulk.{what.action}", what.words, count=total, kind=what.kind)
    transaction.on_commit(lambda: bell.ring("change_records", [first.pk]))
    return first


def order_back(action: BulkAction, user: User, parts: list[BulkAction], count: int) -> None:
    """Has these parts of a deed taken back; what was not done yet is not done any more."""
    for part in parts:
        is_done = part.status == Status.DONE
        part.status, part.due_at = (Status.WAITING if is_done else Status.UNDONE), timezone.now()
        part.before |= {"total": count}
    BulkAction.objects.bulk_update(parts, ["status", "due_at", "before"], batch_size=50)
    audit.record(action.account, user, "bulk.undo", count=count, kind=action.kind)
    transaction.on_commit(lambda: bell.ring("change_records", [action.pk]))


def same_deed(action: BulkAction) -> QuerySet[BulkAction]:
    """All that was done, or is to be, with the same click."""
    same = BulkAction.objects.filter(account=action.account_id, user=action.user_id, kind=action.kind)
    return same.filter(action=action.action, created_at=action.created_at).order_by("pk")


def due() -> QuerySet[BulkAction]:
    """Over all accounts the parts that wait although nobody is working on them."""
    waiting = BulkAction.objects.filter(status=Status.WAITING, due_at__lte=timezone.now())
    return waiting.exclude(action=DELETE)


def due_deeds(most: int) -> list[int]:
    """One part of each deed."""
    deeds = due().order_by().values("account", "user", "kind", "action", "created_at")
    return list(deeds.annotate(first=Min("pk")).values_list("first", flat=True)[:most])


def carry_out(pk: int) -> None:
    """Does what is left of the deed that this is a part of, unless somebody is at it."""
    action = BulkAction.objects.filter(pk=pk).first()
    if action and due().filter(pk__in=same_deed(action).values("pk")).update(due_at=timezone.now() + LEASE):
        while carry_on(action):
            pass


@transaction.atomic
def carry_on(action: BulkAction) -> bool:
    """The next part; False when there is none."""
    part = same_deed(action).filter(status=Status.WAITING).select_for_update().first()
    if part is None:
        return False
    if "had" in part.before:
        restore(part)
        part.status = Status.UNDONE
    else:
        part.before, part.status = _changed(part), Status.DONE
    part.save(update_fields=["before", "status"])
    return True


def _changed(part: BulkAction) -> dict[str, Any]:
    """What is remembered of a part that is done; nothing changes to a stage or an owner who went since the order."""
    ids, to, total = (part.before[name] for name in ("ids", "to", "total"))
    if not _is_there(part.account, part.action, to):
        return {"to": to, "had": {}, "total": 0}
    return {"to": to, "had": put(part.account, MODELS[part.kind], ids, part.action, to), "total": total}


def _is_there(account: Account, action: str, to: str | int | None) -> bool:
    if action == "owner" and to is not None:
        return User.objects.filter(memberships__account=account, pk=to).exists()
    return action != "stage" or to in Stages(account).steps
