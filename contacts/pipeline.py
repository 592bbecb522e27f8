"""The deals of an account by stage: how many there are and what they are worth."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Count, Sum

from contacts.models.deal import DealQuerySet
from contacts.stages import Step


@dataclass(frozen=True)
class StageTotal:
    """One stage: the number of its deals, and their sums by currency, the largest first."""

    stage: Step
    count: int
    sums: list[tuple[Decimal, str]]


def totals(deals: DealQuerySet, steps: Iterable[Step]) -> list[StageTotal]:
    """One statement for all stages."""
    rows = deals.order_by().values("stage", "currency").annotate(count=Count("id"), sum=Sum("amount"))
    found = {step.key: StageTotal(step, 0, []) for step in steps}
    for key, currency, count, amount in rows.values_list("stage", "currency", "count", "sum"):
        if total := found.get(key):
            sums = sorted([*total.sums, (amount, currency)], reverse=True) if amount else total.sums
            found[key] = replace(total, count=total.count + count, sums=sums)
    return list(found.values())
