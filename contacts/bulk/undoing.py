"""Taking back what was done to many records."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from contacts.bulk.changing import FIELDS
from contacts.bulk.deleting import MODELS
from contacts.bulk.waiting import DELETE
from contacts.models import BulkAction
from crm import audit
from crm.models import User

MOMENTS = {"opened_at", "closed_at"}


class TooLate(Exception):  # noqa: N818
    """It has been carried out, or taken back already."""


@transaction.atomic
def undo(action: BulkAction, user: User) -> int:
    """Takes back all that was done at that moment; how many records are as they were. Raises TooLate."""
    parts = list(_parts(action).select_for_update())
    if not parts:
        raise TooLate
    for part in parts:
        part.status = BulkAction.Status.UNDONE
    BulkAction.objects.bulk_update(parts, ["status"])
    count = sum(len(part.before["ids"]) if part.action == DELETE else _restore(part) for part in parts)
    audit.record(action.account, user, "bulk.undo", count=count, kind=action.kind)
    return count


def _parts(action: BulkAction) -> QuerySet[BulkAction]:
    """What can still be taken back of the same deed: a deletion only until it is due."""
    same = BulkAction.objects.filter(
        account=action.account_id, user=action.user_id, action=action.action, created_at=action.created_at
    )
    if action.action == DELETE:
        return same.filter(status=BulkAction.Status.WAITING, due_at__gt=timezone.now())
    return same.filter(status=BulkAction.Status.DONE)


def _restore(part: BulkAction) -> int:
    """Gives back what each had; a record that somebody changed again since keeps that."""
    model, fields, had = MODELS[part.kind], FIELDS[part.action], part.before["had"]
    rows = model._default_manager.filter(account=part.account_id, pk__in=had)  # noqa: SLF001
    found: list[Any] = list(rows.filter(**{fields[0]: part.before["to"]}).select_for_update())
    for row in found:
        _give_back(row, dict(zip(fields, had[str(row.pk)], strict=True)))
    model._default_manager.bulk_update(found, [name.removesuffix("_id") for name in fields], batch_size=200)  # noqa: SLF001
    return len(found)


def _give_back(row: object, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, parse_datetime(value) if value and name in MOMENTS else value)
