"""One value set in many records at once, in batches; what each had before is remembered for half an hour or longer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from contacts.models import BulkAction
from contacts.stages import Stages
from crm import audit
from crm.models import Account, User

AT_ONCE = 1000
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

    def applied(self, account: Account) -> Callable[[Any], None]:
        """What sets it in one record. Raises KeyError for a stage that the account has not."""
        if self.action == "stage":
            stages, key = Stages(account), str(self.to)
            _known = stages.steps[key]
            return lambda deal: stages.put(deal, key)
        return lambda record: setattr(record, FIELDS[self.action][0], self.to)


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
    apply, fields = what.applied(account), FIELDS[what.action]
    others = model._default_manager.filter(account=account, pk__in=ids).exclude(**{fields[0]: what.to})  # noqa: SLF001
    found: list[Any] = list(others.select_for_update())
    if not found:
        return None
    had = {row.pk: [written(row, name) for name in fields] for row in found}
    for row in found:
        apply(row)
    model._default_manager.bulk_update(found, [name.removesuffix("_id") for name in fields], batch_size=200)  # noqa: SLF001
    before = {"to": what.to, "had": had}
    return BulkAction.objects.create(
        account=account, user=user, kind=what.kind, action=what.action, before=before, created_at=now, due_at=now
    )


def written(row: Model, name: str) -> Any:  # noqa: ANN401
    """A value as JSON can hold it."""
    value = getattr(row, name)
    return value.isoformat() if isinstance(value, datetime) else value
