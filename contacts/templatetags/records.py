"""What the pages of records are built with: `{% load records %}`."""

from datetime import date, datetime
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from contacts import look_alikes, markdown, tasks
from contacts.activities import Outcome
from contacts.forms.field import LABELS
from contacts.models import Task, TimelineEntry
from contacts.timeline import Record, name_of
from crm.models import Membership

register = template.Library()
register.filter("marked", markdown.marked)
register.filter("looks_like", look_alikes.looks_like)
register.filter("told_apart", look_alikes.told_apart)


@register.inclusion_tag("contacts/about/_fact.html")
def fact(record: Record, name: str) -> dict[str, Any]:
    """One field of a record beside its timeline, which can be edited in place."""
    return fact_of(record, name)


def fact_of(record: Record, name: str) -> dict[str, Any]:
    """What its template needs; the frame is not there when it is put anew."""
    url = reverse(f"{name_of(record)}_field", args=[record.account.slug, record.pk])
    return {
        "record": record,
        "slug": record.account.slug,
        "name": name,
        "label": LABELS[name],
        "value": f"contacts/about/values/_{name}.html",
        "url": f"{url}?field={name}",
    }


@register.filter
def what(entry: TimelineEntry) -> str:
    """What to call an entry in few words: its subject, its title, or how its text begins."""
    data = entry.data
    said = data.get("subject") or data.get("title") or markdown.plain(str(data.get("text", ""))[:200])
    return Truncator(said or _("an entry")).chars(60)


@register.filter
def day(on: date | None) -> str:
    """A day in little space: today, tomorrow, yesterday, else the date, with its year when it is another one."""
    if on is None:
        return ""
    written = date_format(on, "MONTH_DAY_FORMAT" if on.year == timezone.localdate().year else "DATE_FORMAT")
    return {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}.get((on - timezone.localdate()).days, written)


@register.filter
def localday(at: datetime) -> str:
    return day(timezone.localdate(at))


@register.filter
def breakable(address: str) -> SafeString:
    """A mail address that breaks where one reads on, before it breaks anywhere else."""
    local, at, domain = address.rpartition("@")
    return format_html("{}<wbr>{}{}", local, at, domain)


@register.filter
def outcome(code: str) -> str:
    """How a call ended, in words."""
    return str(Outcome(code).label) if code in Outcome.values else ""


@register.filter
def row_of_task(data: dict[str, Any]) -> Task:
    """A task as the row of a timeline knows it, without asking for it."""
    due_at = parse_datetime(data.get("due_at") or "")
    return Task(
        pk=data.get("task_id"), title=data.get("title", ""), due_at=due_at, is_all_day=data.get("is_all_day", True)
    )


@register.simple_tag
def tasks_due(membership: Membership) -> int:
    """How many tasks of this person are due."""
    return tasks.due_for(membership.account, membership.user)
