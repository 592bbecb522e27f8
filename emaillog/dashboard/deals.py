"""The open deals of an account by stage: how many, and what they are worth."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Sum

from contacts.models import Deal
from contacts.stages import Stages
from crm.models import Account


@dataclass
class StageBar:
    """One stage as the page draws it; sums by currency, the largest first."""

    key: str
    name: str
    count: int = 0
    sums: list[tuple[Decimal, str]] = field(default_factory=list)
    percent: int = 0  # of the stage with most deals


def by_stage(account: Account) -> list[StageBar]:
    """Every stage of the account's pipelines, in their order; two statements."""
    steps = Stages(account).steps.values()
    bars = {step.key: StageBar(step.key, str(step.name)) for step in steps if step.is_open}
    rows = Deal.objects.filter(account=account, closed_at=None).order_by().values("stage", "currency")
    for row in rows.annotate(count=Count("pk"), amount=Sum("amount")):
        bar = bars.setdefault(row["stage"], StageBar(row["stage"], row["stage"]))
        bar.count += row["count"]
        if row["amount"]:
            bar.sums = sorted([*bar.sums, (row["amount"], row["currency"])], reverse=True)
    most = max((bar.count for bar in bars.values()), default=0) or 1
    for bar in bars.values():
        bar.percent = 100 * bar.count // most
    return list(bars.values())
