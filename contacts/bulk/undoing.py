"""Taking back what was done to many records."""

from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from contacts.bulk.changing import FIELDS
from contacts.bulk.deleting import MODELS
from contacts.bulk.waiting import DELETE
from contacts.models import BulkAction, Deal
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
    fields, had = FIELDS[part.action], part.before["had"]
    rows: QuerySet[Any] = MODELS[part.kind]._default_manager.filter(account=part.account_id)  # noqa: SLF001
    same = rows.filter(pk__in=had, **{fields[0]: part.before["to"]}).order_by("pk").select_for_update()
    ids = list(same.values_list("pk", flat=True))
    if part.action == "stage":
        _move_back(rows.filter(pk__in=ids), {pk: dict(zip(fields, had[str(pk)], strict=True)) for pk in ids})
        return len(ids)
    values = sorted(((had[str(pk)][0], pk) for pk in ids), key=repr)
    for value, group in groupby(values, itemgetter(0)):
        rows.filter(pk__in=[pk for _value, pk in group]).update(**{fields[0]: value})
    return len(ids)


def _move_back(deals: QuerySet[Any], before: Mapping[int, Mapping[str, Any]]) -> None:
    found = list(deals)
    for deal in found:
        for name, value in before[deal.pk].items():
            setattr(deal, name, parse_datetime(value) if value and name in MOMENTS else value)
    Deal.objects.bulk_update(found, ["stage", "pipeline", "opened_at", "closed_at"], batch_size=200)
