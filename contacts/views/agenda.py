"""The page of tasks: whose, which of them, and under which headings."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts import tasks
from contacts.models import Task
from crm.middleware import AccountRequest
from crm.paging import Order, Page, page_or_first

HEADINGS: dict[str, str | Promise] = {
    "overdue": _("Overdue"),
    "today": _("Today"),
    "week": _("This week"),
    "later": _("Later"),
    "someday": _("Without a date"),
    "done": _("Done"),
}
SHOWS: dict[str, str | Promise] = {"due": _("To do"), "someday": _("Without a date"), "done": _("Done")}


@dataclass(frozen=True)
class Group:
    key: str
    heading: str | Promise
    tasks: list[Task]


@dataclass(frozen=True)
class Agenda:
    request: AccountRequest

    @property
    def show(self) -> str:
        asked = self.request.GET.get("show", "")
        return asked if asked in SHOWS else "due"

    @property
    def is_of_all(self) -> bool:
        return self.request.GET.get("of") == "all"

    @property
    def shows(self) -> list[tuple[str, str | Promise]]:
        return list(SHOWS.items())

    @property
    def rows(self) -> QuerySet[Task]:
        rows = tasks.of(self.request.account)
        rows = rows if self.is_of_all else rows.filter(assignee=self.request.user)
        match self.show:
            case "done":
                return rows.filter(done_at__isnull=False)
            case "someday":
                return rows.filter(done_at=None, due_at=None)
        return rows.filter(done_at=None, due_at__isnull=False)

    @property
    def order(self) -> Order:
        return {"done": ("-done_at", "-id"), "someday": ("-id",), "due": ("due_at", "id")}[self.show]

    @cached_property
    def page(self) -> Page[Task]:
        return page_or_first(self.rows, order=self.order, cursor=self.request.GET.get("cursor"))

    @property
    def is_first(self) -> bool:
        return "cursor" not in self.request.GET

    @property
    def groups(self) -> list[Group]:
        """Each heading once, though an hour of today may be overdue while the day, which sorts before it, is not."""
        found: dict[str, list[Task]] = {}
        for task in self.page.items:
            found.setdefault(heading_of(task), []).append(task)
        return [Group(key, heading, found[key]) for key, heading in HEADINGS.items() if key in found]


def heading_of(task: Task) -> str:
    """Under which heading a task stands, in the reader's time zone; weeks end on Sunday."""
    today = timezone.localdate()
    if task.done_at:
        return "done"
    if task.due_on is None:
        return "someday"
    if task.is_overdue:
        return "overdue"
    sunday = today + timedelta(days=6 - today.weekday())
    return "today" if task.is_today else "week" if task.due_on <= sunday else "later"
