"""What stands on Maya's timeline: entries of every kind, as the product writes them."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from contacts import activities, tasks
from contacts.activities import CALL, Activity
from contacts.models import TimelineEntry, TimelineLink
from tests import factories


@pytest.fixture
def mailed(account, alice):
    """A row of a mail, which the timeline shows without asking for the mail."""

    def write(subject: str, *records, at: datetime = factories.MORNING, **data) -> TimelineEntry:
        row = {"subject": subject, "snippet": "", "direction": "incoming", "source": "bcc", "attachments": []}
        row |= {"from": {}, "to": [], "cc": [], "email_id": "0" * 8 + "-0000-0000-0000-" + "0" * 12} | data
        entry = TimelineEntry.objects.create(
            account=account, kind="emaillog.email", occurred_at=at, actor=alice, data=row
        )
        for record in records:
            name = type(record).__name__.lower()
            TimelineLink.objects.create(account=account, entry=entry, occurred_at=at, **{name: record})
        return entry

    return write


@pytest.fixture
def called(account, alice):
    def write(text: str, *records, at: datetime = factories.MORNING, by=alice) -> TimelineEntry:
        data = {"text": text, "outcome": "connected", "minutes": 5}
        return activities.write(account, by, Activity(CALL, data, at), records)

    return write


@pytest.fixture
def to_do(account, alice):
    """A task for Alice, due in so many days, or at no time."""

    def write(title: str, *records, days: int | None = None, **wanted):
        due_at = None if days is None else tasks.all_day(timezone.localdate() + timedelta(days=days))
        wanted = {"assignee": alice, "due_at": due_at} | wanted
        return tasks.write(account, alice, tasks.Wanted(title, **wanted), records)

    return write


@pytest.fixture
def now():
    return timezone.now()
