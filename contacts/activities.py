"""What people write on timelines themselves: notes, calls, meetings. Tasks have a room of their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import TimelineEntry, TimelineLink
from contacts.timeline import TASK, Record, name_of
from crm.models import Account, User

NOTE, CALL, MEETING = "contacts.note", "contacts.call", "contacts.meeting"
KINDS = (NOTE, CALL, MEETING, TASK)


class Outcome(models.TextChoices):
    """How a call ended."""

    CONNECTED = "connected", _("Spoke with them")
    NO_ANSWER = "no answer", _("No answer")
    MESSAGE = "message", _("Left a message")
    BUSY = "busy", _("Busy")
    WRONG_NUMBER = "wrong number", _("Wrong number")


@dataclass(frozen=True)
class Activity:
    """What is to be written: its kind, when it was, and what a row of a timeline shows of it."""

    kind: str
    data: dict[str, Any]
    at: datetime


def note(text: str) -> Activity:
    return Activity(NOTE, {"text": text}, timezone.now())


@transaction.atomic
def write(account: Account, author: User, activity: Activity, records: Iterable[Record]) -> TimelineEntry:
    """Puts it on the timelines of these records, of each once."""
    entry = TimelineEntry.objects.create(
        account=account, kind=activity.kind, occurred_at=activity.at, data=activity.data, actor=author
    )
    places = {(name_of(record), record.pk): record for record in records}
    TimelineLink.objects.bulk_create(
        TimelineLink(account=account, entry=entry, occurred_at=activity.at, **{name: record})
        for (name, _pk), record in places.items()
    )
    return entry


def own(account: Account, user: User) -> QuerySet[TimelineEntry]:
    """What this user wrote, and so may change and delete."""
    return TimelineEntry.objects.filter(account=account, kind__in=KINDS, actor=user)


@transaction.atomic
def change(entry: TimelineEntry, activity: Activity) -> None:
    entry.data, entry.occurred_at = entry.data | activity.data, activity.at
    entry.save(update_fields=["data", "occurred_at"])
    TimelineLink.objects.filter(account=entry.account_id, entry=entry).update(occurred_at=activity.at)
