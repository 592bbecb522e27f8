from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.models import Account, User
from crm.models.lease import LeasedQuerySet

KEPT_FOR = timedelta(days=7)


class AccountExportQuerySet(LeasedQuerySet["AccountExport"]):
    def outdated(self) -> Self:
        return self.filter(created_at__lt=timezone.now() - KEPT_FOR)


class AccountExport(models.Model):
    """Everything of an account that one administrator may see, as an archive to download for a week.

    The row is the queue of the workers.
    """

    class Status(models.TextChoices):
        RECEIVED = "received", _("being written")
        DONE = "done", _("ready")
        FAILED = "failed", _("failed")

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.RECEIVED)
    attempts = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    blob = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    counts = models.JSONField(default=dict)  # how many of each were written

    objects = AccountExportQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "user", "-created_at"], name="exports_of_user"),
            models.Index(fields=["account", "blob"], name="export_by_blob"),
            # The sweeper's: over all accounts.
            models.Index(fields=["retry_at"], condition=models.Q(status="received"), name="exports_due"),
        ]

    def __str__(self) -> str:
        return f"export {self.pk} ({self.status})"

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.RECEIVED

    @property
    def name(self) -> str:
        """Of the file."""
        return f"{self.account.slug}-{timezone.localdate(self.created_at):%Y-%m-%d}.zip"

    @property
    def goes_at(self) -> datetime:
        return (self.finished_at or self.created_at) + KEPT_FOR
