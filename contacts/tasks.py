"""Tasks: what is to be done with somebody, by whom and until when.

A task has an entry on the timelines of its records. While it is open its links are pinned, so that the open tasks of
a record are one look into an index however long its timeline is; when it is done the entry moves to that moment.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from contacts import activities
from contacts.activities import Activity
from contacts.models import ContactEmail, Task, TimelineEntry, TimelineLink
from contacts.timeline import TASK, Record, name_of
from crm.models import Account, User, zone_named

NOON, NINE = time(12), time(9)
MOST_SHOWN = 50
# How long before it is due somebody is reminded, by what forms call it.
BEFORE = {"due": timedelta(0), "hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}


@dataclass(frozen=True)
class Wanted:
    """What a form says of a task."""

    title: str
    assignee: User | None
    due_at: datetime | None = None
    is_all_day: bool = True
    remind_at: datetime | None = None


def all_day(day: date) -> datetime:
    """The moment that stands for a whole day."""
    return datetime.combine(day, NOON, tzinfo=UTC)


def reminder(key: str, due: datetime, assignee: User | None, *, is_all_day: bool) -> datetime | None:
    """When to remind: of a day at nine o'clock of the assignee's morning."""
    if key not in BEFORE:
        return None
    if is_all_day:
        zone = (zone_named(assignee.time_zone) if assignee else None) or timezone.get_current_timezone()
        due = datetime.combine(due.date(), NINE, tzinfo=zone)
    return due - BEFORE[key]


@transaction.atomic
def write(account: Account, author: User, wanted: Wanted, records: Iterable[Record]) -> Task:
    entry = activities.write(account, author, Activity(TASK, {}, timezone.now()), records)
    task = Task.objects.create(account=account, entry=entry, **_fields(wanted))
    _show(task)
    return task


@transaction.atomic
def change(task: Task, wanted: Wanted) -> None:
    """A reminder that was moved is sent again."""
    again = {} if wanted.remind_at == _locked(task).remind_at else {"reminded_at": None}
    Task.objects.filter(account=task.account_id, pk=task.pk).update(**_fields(wanted), **again)
    _show(task)


def check_off(task: Task, user: User) -> None:
    """Done, now, by this user; what was done before stays as it was."""
    _settle(task, done_at=timezone.now(), done_by=user)


def reopen(task: Task) -> None:
    _settle(task, done_at=None, done_by=None)


@transaction.atomic
def _settle(task: Task, done_at: datetime | None, done_by: User | None) -> None:
    now = _locked(task)
    if bool(now.done_at) != bool(done_at):
        Task.objects.filter(account=task.account_id, pk=task.pk).update(done_at=done_at, done_by=done_by)
        _show(task)


def _locked(task: Task) -> Task:
    return Task.objects.select_for_update().get(account=task.account_id, pk=task.pk)


def _fields(wanted: Wanted) -> dict[str, object]:
    return dict(vars(wanted))


def _show(task: Task) -> None:
    """Writes onto the timelines how the task stands."""
    task.refresh_from_db()
    at = task.done_at or task.created_at
    entries = TimelineEntry.objects.filter(account=task.account_id, pk=task.entry_id)
    entries.update(data=_row(task), occurred_at=at)
    links = TimelineLink.objects.filter(account=task.account_id, entry=task.entry_id)
    links.update(occurred_at=at, pinned_at=None if task.done_at else task.created_at)


def _row(task: Task) -> dict[str, object]:
    return {
        "task_id": task.pk,
        "title": task.title,
        "due_at": task.due_at.isoformat() if task.due_at else "",
        "is_all_day": task.is_all_day,
        "assignee": str(task.assignee or ""),
        "done_by": str(task.done_by or "") if task.done_at else "",
        "done": task.done_at is not None,
    }


def of(account: Account) -> QuerySet[Task]:
    """The account's tasks with what a row shows: whose they are and the records they stand on."""
    emails = ContactEmail.objects.filter(account=account)
    links = TimelineLink.objects.filter(account=account).select_related("contact", "company", "deal").order_by("id")
    links = links.prefetch_related(Prefetch("contact__emails", emails))
    rows = Task.objects.filter(account=account).select_related("assignee", "done_by", "entry")
    return rows.prefetch_related(Prefetch("entry__links", links))


def open_on(account: Account, record: Record) -> list[Task]:
    """What is to be done with a record, the most urgent first and what has no date last."""
    links = TimelineLink.objects.filter(account=account, pinned_at__isnull=False, **{name_of(record): record})
    links = links.filter(entry__kind=TASK).order_by("-pinned_at")[:MOST_SHOWN]
    found = [link.entry.task for link in links.select_related("entry__task__assignee")]
    return sorted(found, key=lambda task: (task.due_at is None, task.due_at or task.created_at, task.pk))


def due_for(account: Account, user: User) -> int:
    """How many of a person's tasks are due today or were before."""
    return Task.objects.filter(due_by_tonight(), account=account, assignee=user, done_at=None).count()


def due_by_tonight() -> Q:
    """What is due today or was before, where the reader is: a whole day by its date, which is the same everywhere."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    days = Q(is_all_day=True, due_at__lt=datetime.combine(tomorrow, time.min, tzinfo=UTC))
    return days | Q(is_all_day=False, due_at__lt=timezone.make_aware(datetime.combine(tomorrow, time.min)))
