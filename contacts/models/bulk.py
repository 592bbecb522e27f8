from typing import ClassVar

from django.db import models
from django.utils import timezone

from crm.models import Account, User


class BulkAction(models.Model):
    """What somebody did to many records of a list at once, as far as it can be undone.

    A change is done at once, or by a worker when it is large, and remembers what was there before. A deletion waits a
    while, during which lists leave its records out; the row is the queue of both.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "waiting"
        DONE = "done", "done"
        UNDONE = "undone", "undone"

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=10)  # "contact", "company" or "deal"
    action = models.CharField(max_length=20)  # "delete", or the field that was changed
    before = models.JSONField(
        default=dict
    )  # `had`: what each had, by its id; `to`: what was set; `ids`: still to be done
    status = models.CharField(max_length=10, choices=Status, default=Status.DONE)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)  # when a worker should see to it

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "-created_at"], name="bulk_actions_by_time"),
            models.Index(fields=["due_at"], condition=models.Q(status="waiting"), name="bulk_actions_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.action} of {self.kind} ({self.status})"
