"""Records that are deleted: first only hidden, for as long as it can be taken back, then erased by the worker."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from contacts import notes
from contacts.bulk.changing import batches
from contacts.bulk.waiting import DELETE, without_hidden
from contacts.models import BulkAction, Company, Contact, Deal
from contacts.timeline import Record, name_of
from crm import audit, versions
from crm.models import Account, User

WAITS = timedelta(minutes=1)  # longer than it is offered to take it back
MOST = 10_000  # ids that lists must leave out meanwhile
SLICE = 25  # records erased in one transaction
MODELS: dict[str, type[Contact | Company | Deal]] = {"contact": Contact, "company": Company, "deal": Deal}


class TooMany(Exception):  # noqa: N818
    """More than can be hidden at once."""


@transaction.atomic
def delete(account: Account, user: User, kind: str, rows: QuerySet[Any]) -> tuple[BulkAction | None, int]:
    """Hides these rows of the account and has them deleted soon. Raises TooMany."""
    first, count = _hide(account, user, kind, rows)
    if first:
        audit.record(account, user, "bulk.delete", count=count, kind=kind)
    return first, count


@transaction.atomic
def delete_one(user: User, record: Record) -> BulkAction | None:
    """The same of one alone, which the audit log names; None when it is hidden already."""
    account, kind = record.account, name_of(record)
    rows: QuerySet[Any] = MODELS[kind]._default_manager.filter(account=account, pk=record.pk)  # noqa: SLF001
    versions.lock(rows)
    action, _count = _hide(account, user, kind, without_hidden(rows, account, kind))
    if action:
        audit.record(account, user, f"records.deleted_{kind}", str(record))
    return action


def _hide(account: Account, user: User, kind: str, rows: QuerySet[Any]) -> tuple[BulkAction | None, int]:
    now, first, count = timezone.now(), None, 0
    for ids in batches(rows):
        count += len(ids)
        if count > MOST:
            raise TooMany
        action = BulkAction.objects.create(
            account=account,
            user=user,
            kind=kind,
            action=DELETE,
            before={"ids": ids},
            status=BulkAction.Status.WAITING,
            created_at=now,
            due_at=now + WAITS,
        )
        first = first or action
    return first, count


def due() -> QuerySet[BulkAction]:
    """Deletions over all accounts that nobody took back in time."""
    waiting = BulkAction.objects.filter(action=DELETE, status=BulkAction.Status.WAITING)
    return waiting.filter(due_at__lte=timezone.now())


def carry_out(pk: int) -> None:
    """Deletes what is left of one, slice by slice, so that a crash costs nothing and twice is the same as once."""
    while _carry_on(pk):
        pass


@transaction.atomic
def _carry_on(pk: int) -> bool:
    action = due().filter(pk=pk).select_for_update().first()
    if action is None:
        return False
    ids = action.before.get("ids", [])  # a single entry is gone already, and only forgotten
    records = _records(action).filter(pk__in=ids[:SLICE]) if ids else ()
    rest = ids[SLICE:] if all(notes.delete_with(record) for record in records) else ids
    action.before = {"ids": rest}
    action.status = BulkAction.Status.WAITING if rest else BulkAction.Status.DONE
    action.save(update_fields=["before", "status"])
    return bool(rest)


def _records(action: BulkAction) -> QuerySet[Any]:
    return MODELS[action.kind]._default_manager.filter(account=action.account_id)  # noqa: SLF001
