"""One value set in many records at once, in batches; what each had before is remembered for half an hour or longer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from contacts.models import BulkAction, Deal
from contacts.stages import Stages
from crm import audit
from crm.models import Account, User

AT_ONCE = 1000
Had = dict[int, list[Any]]  # the values of FIELDS
# What an action changes in a record.
FIELDS = {
    "owner": ("owner_id",),
    "lifecycle": ("lifecycle",),
    "stage": ("stage", "pipeline_id", "opened_at", "closed_at"),
}


@dataclass(frozen=True)
class Change:
    """What is set: a field by its action, the value as JSON holds it, and what people call that value."""

    kind: str
    action: str
    to: str | int | None
    words: str


def change(account: Account, user: User, rows: QuerySet[Any], what: Change) -> tuple[BulkAction | None, int]:
    """Sets it in all of these rows of the account that have something else; the first batch, and how many it were.

    All batches share their moment, by which they are taken back together.
    """
    now, first, count = timezone.now(), None, 0
    for ids in batches(rows):
        with transaction.atomic():
            action = _change(account, user, rows.model, ids, what, now)
        first, count = first or action, count + (len(action.before["had"]) if action else 0)
    if first:
        audit.record(account, user, f"bulk.{what.action}", what.words, count=count, kind=what.kind)
    return first, count


def batches(rows: QuerySet[Any]) -> Iterator[list[int]]:
    """The ids of the rows, which may well change or go while they are read."""
    last = 0
    ids = rows.order_by("pk").values_list("pk", flat=True)
    while found := list(ids.filter(pk__gt=last)[:AT_ONCE]):
        yield found
        last = found[-1]


def _change(
    account: Account, user: User, model: type[Model], ids: list[int], what: Change, now: datetime
) -> BulkAction | None:
    had = put(account, model, ids, what.action, what.to)
    if not had:
        return None
    before = {"to": what.to, "had": had}
    return BulkAction.objects.create(
        account=account, user=user, kind=what.kind, action=what.action, before=before, created_at=now, due_at=now
    )


def put(account: Account, model: type[Model], ids: list[int], action: str, to: str | int | None) -> Had:
    """Sets it in those of the records that have something else; what they had, by their ids."""
    fields = FIELDS[action]
    others = model._default_manager.filter(account=account, pk__in=ids).exclude(**{fields[0]: to})  # noqa: SLF001
    found = others.order_by("pk").select_for_update()
    had = {pk: list(map(written, values)) for pk, *values in found.values_list("pk", *fields)}
    changed = model._default_manager.filter(account=account, pk__in=had)  # noqa: SLF001
    if had and action == "stage":
        _move(account, changed, str(to))
    elif had:
        changed.update(**{fields[0]: to})
    return had


def _move(account: Account, deals: QuerySet[Any], key: str) -> None:
    """One by one, since each has its own dates (R7)."""
    stages, found = Stages(account), list(deals)
    for deal in found:
        stages.put(deal, key)
    Deal.objects.bulk_update(found, ["stage", "pipeline", "opened_at", "closed_at"], batch_size=200)


def written(value: Any) -> Any:  # noqa: ANN401
    """A value as JSON can hold it."""
    return value.isoformat() if isinstance(value, datetime) else value
