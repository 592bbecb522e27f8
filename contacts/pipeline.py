"""The deals of an account by pipeline and stage: how many there are and what they are worth."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter

from django.db.models import Count, Sum

from contacts.models.deal import DealQuerySet
from contacts.stages import ENDS, Course, Stages, Step

Sums = list[tuple[Decimal, str]]


@dataclass(frozen=True)
class StageTotal:
    """One stage: the number of its deals, and their sums by currency, the largest first."""

    stage: Step
    count: int
    sums: Sums


@dataclass(frozen=True)
class CourseTotals:
    """One pipeline, and what is at each of its stages; won and lost stand at the end."""

    course: Course
    totals: list[StageTotal]

    @property
    def count(self) -> int:
        return sum(total.count for total in self.totals)

    @property
    def open(self) -> list[StageTotal]:
        return self.totals[: -len(ENDS)]

    @property
    def ends(self) -> list[StageTotal]:
        return self.totals[-len(ENDS) :]


def by_course(deals: DealQuerySet, stages: Stages, courses: Iterable[Course]) -> list[CourseTotals]:
    """Those of these pipelines; one statement for all. A closed deal counts where it remembers to have been."""
    rows = deals.order_by().values("stage", "pipeline", "currency").annotate(count=Count("id"), sum=Sum("amount"))
    counts: dict[tuple[int | None, str], int] = defaultdict(int)
    sums: dict[tuple[int | None, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for key, pipeline, currency, count, amount in rows.values_list("stage", "pipeline", "currency", "count", "sum"):
        place = (stages.course_at(key, pipeline).pk, key)
        counts[place] += count
        sums[place][currency] += amount or 0
    return [
        CourseTotals(
            course,
            [
                StageTotal(step, counts[course.pk, step.key], _sorted(sums[course.pk, step.key]))
                for step in (*course.steps, *ENDS)
            ],
        )
        for course in courses
    ]


def _sorted(sums: dict[str, Decimal]) -> Sums:
    found = ((amount, currency) for currency, amount in sums.items() if amount)
    return sorted(found, key=itemgetter(0, 1), reverse=True)
