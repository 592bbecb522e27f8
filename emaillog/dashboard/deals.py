"""The open deals of an account by stage: how many, and what they are worth."""

from dataclasses import dataclass

from django.utils.functional import Promise

from contacts.models import Deal
from contacts.pipeline import Sums, by_course
from contacts.stages import Stages
from crm.models import Account


@dataclass(frozen=True)
class StageBar:
    """One stage as the page draws it; sums by currency, the largest first."""

    key: str
    name: str | Promise
    count: int
    sums: Sums
    percent: int  # of the stage with most deals, in whichever pipeline


@dataclass(frozen=True)
class CourseBars:
    """One pipeline."""

    name: str | Promise
    stages: list[StageBar]


def by_stage(account: Account) -> list[CourseBars]:
    """Every open stage of the account's pipelines, in their order; two statements."""
    stages = Stages(account)
    found = by_course(Deal.objects.filter(account=account, closed_at=None), stages, stages.courses)
    most = max((total.count for each in found for total in each.open), default=0) or 1
    return [
        CourseBars(
            each.course.name,
            [
                StageBar(total.stage.key, total.stage.name, total.count, total.sums, 100 * total.count // most)
                for total in each.open
            ],
        )
        for each in found
    ]
