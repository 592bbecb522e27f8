"""The stages that an account's deals go through: those its administrators gave it, else the ones everybody begins with.

Won and lost end every pipeline. A stage is known by its key, which belongs to one pipeline of the account, so that the
stage of an open deal says its pipeline too; one that is won or lost remembers it in `Deal.pipeline`.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from contacts.models import Deal, Pipeline, Stage
from crm.models import Account

Choices = list[tuple[str, str | Promise | list[tuple[str, str | Promise]]]]


@dataclass(frozen=True)
class Step:
    """One stage, by its key and what the account calls it."""

    key: str
    name: str | Promise

    @property
    def is_open(self) -> bool:
        return self.key not in CLOSED


@dataclass(frozen=True)
class Course:
    """A pipeline with the stages of its open deals, in order; without `pk` it is the one everybody begins with."""

    pk: int | None
    name: str | Promise
    steps: tuple[Step, ...]


ENDS = (Step(Stage.WON.value, Stage.WON.label), Step(Stage.LOST.value, Stage.LOST.label))
CLOSED = frozenset(step.key for step in ENDS)
RESERVED = CLOSED | {"open"}  # what a filter calls all stages that are not won or lost
BEGINNING = Course(
    None, _("Sales"), tuple(Step(stage.value, stage.label) for stage in Stage if stage.value not in CLOSED)
)


class Stages:
    """Those of one account; one statement, once they are asked for."""

    def __init__(self, account: Account) -> None:
        self.account = account

    @cached_property
    def courses(self) -> list[Course]:
        """The pipelines in their order; there is at least one."""
        rows = Pipeline.objects.filter(account=self.account).order_by(
            "position", "id", "stages__position", "stages__id"
        )
        found = rows.values_list("pk", "name", "stages__key", "stages__name")
        return [
            Course(pk, name, tuple(Step(key, called) for _pk, _name, key, called in steps if key))
            for (pk, name), steps in groupby(found, itemgetter(0, 1))
        ] or [BEGINNING]

    @cached_property
    def steps(self) -> dict[str, Step]:
        """Every stage of every pipeline by its key, and won and lost at the end."""
        return {step.key: step for step in (*(step for course in self.courses for step in course.steps), *ENDS)}

    @property
    def first(self) -> str:
        """Where a new deal begins."""
        return next(iter(self.steps))

    def name(self, key: str) -> str:
        return str(self.steps[key].name) if key in self.steps else key

    def course(self, pk: int | None) -> Course:
        """The pipeline of a deal that remembers this one; the first for any that is not there."""
        return next((course for course in self.courses if course.pk == pk), self.courses[0])

    def course_of(self, deal: Deal) -> Course:
        return self.course_at(deal.stage, deal.pipeline_id)

    def course_at(self, key: str, pipeline: int | None) -> Course:
        """The pipeline of a stage; of won and lost, which are in each, the one that is remembered."""
        return next((course for course in self.courses if has(course, key)), self.course(pipeline))

    def along(self, deal: Deal) -> tuple[Step, ...]:
        """Where this deal can be: the stages of its pipeline, won and lost."""
        return (*self.course_of(deal).steps, *ENDS)

    @property
    def choices(self) -> Choices:
        """For a select: grouped by pipeline where there is more than one."""
        if len(self.courses) == 1:
            return [(step.key, step.name) for step in self.steps.values()]
        groups = [(str(course.name), [(step.key, step.name) for step in course.steps]) for course in self.courses]
        return [*groups, (str(_("Closed")), [(step.key, step.name) for step in ENDS])]

    def put(self, deal: Deal, key: str, at: datetime | None = None) -> None:
        """Moves a deal to a stage, and so to its pipeline. Does not save; KeyError for what is no stage here."""
        if self.steps[key].is_open:
            deal.pipeline_id = next(course.pk for course in self.courses if has(course, key))
        deal.move_to(key, at)


def has(course: Course, key: str) -> bool:
    return any(step.key == key for step in course.steps)
