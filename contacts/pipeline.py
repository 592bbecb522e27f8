"""The deals of an account by stage: how many there are and what they are worth."""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, Sum

from contacts.models import Deal, Stage
from contacts.models.deal import DealQuerySet
from crm.models import Account


@dataclass(frozen=True)
class StageTotal:
    """One stage: the number of its deals, and their sums by currency, the largest first."""

    stage: Stage
    count: int
    sums: list[tuple[Decimal, str]]


class Pipeline:
    """What the list of deals is narrowed to: one stage, the open ones, or all of them for any other word."""

    def __init__(self, account: Account, asked: str) -> None:
        self.account = account
        self.stage = asked if asked in Stage.values or asked == "open" else ""

    def chosen(self, deals: DealQuerySet) -> DealQuerySet:
        if self.stage == "open":
            return deals.open()
        return deals.filter(stage=self.stage) if self.stage else deals

    @cached_property
    def totals(self) -> list[StageTotal]:
        """One statement for all stages."""
        rows = Deal.objects.filter(account=self.account).order_by().values("stage", "currency")
        found = rows.annotate(count=Count("id"), sum=Sum("amount")).values_list("stage", "currency", "count", "sum")
        totals = {stage: StageTotal(stage, 0, []) for stage in Stage}
        for stage, currency, count, amount in found:
            total = totals[Stage(stage)]
            sums = sorted([*total.sums, (amount, currency)], reverse=True) if amount else total.sums
            totals[total.stage] = replace(total, count=total.count + count, sums=sums)
        return list(totals.values())
