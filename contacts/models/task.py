from datetime import UTC, date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from contacts.models.timeline import TimelineEntry
from crm.models import Account, User


class Task(models.Model):
    """Something to be done with a contact, a company or a deal: those whose timeline its entry stands on."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="tasks", db_index=False)
    entry = models.OneToOneField(TimelineEntry, models.CASCADE, related_name="task")
    title = models.CharField(max_length=300)
    assignee = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    due_at = models.DateTimeField(null=True, blank=True)
    is_all_day = models.BooleanField(default=True)  # then only the day of `due_at` counts, which is its noon in UTC
    remind_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "assignee", "due_at", "id"], condition=Q(done_at=None), name="tasks_to_do"),
            # Over all accounts: whom to remind.
            models.Index(fields=["remind_at"], condition=Q(done_at=None, reminded_at=None), name="tasks_to_remind_of"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def due_on(self) -> date | None:
        """The day, in the reader's time zone; one without a time of day is the same day for everybody."""
        if self.due_at is None:
            return None
        return self.due_at.astimezone(UTC).date() if self.is_all_day else timezone.localdate(self.due_at)

    @property
    def is_overdue(self) -> bool:
        if self.done_at or self.due_at is None:
            return False
        return self.due_on < timezone.localdate() if self.is_all_day and self.due_on else self.due_at < timezone.now()

    @property
    def is_today(self) -> bool:
        return self.due_on == timezone.localdate()
