from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.models import Account, User
from crm.models.lease import LeasedQuerySet
from emaillog.models.address import LoggingAddress

KEPT_FOR = timedelta(hours=1)


class TrialQuerySet(LeasedQuerySet["Trial"]):
    def outdated(self) -> Self:
        return self.filter(created_at__lt=timezone.now() - KEPT_FOR)


class Trial(models.Model):
    """A mail that a user put in to read what would become of it; forgotten after an hour, its bytes as soon as read.

    The row is the queue, as that of an inbound message is.
    """

    class Status(models.TextChoices):
        RECEIVED = "received", _("waiting")
        EXPLAINED = "explained", _("explained")
        FAILED = "failed", _("failed")

    account = models.ForeignKey(Account, models.CASCADE, related_name="trials", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    address = models.ForeignKey(LoggingAddress, models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=255, blank=True)  # of the file
    blob = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(default=timezone.now)
    status = models.CharField(max_length=12, choices=Status, default=Status.RECEIVED)
    attempts = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(default=timezone.now)
    found = models.JSONField(default=list)  # as `emaillog.explaining` words it

    objects = TrialQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "created_at"], name="trial_by_time")]

    def __str__(self) -> str:
        return f"trial {self.pk} ({self.status})"

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.RECEIVED

    def settle(self, found: Sequence[Mapping[str, object]]) -> None:
        """Keeps the explanations; without any it has failed."""
        self.found = list(found)
        self.status = self.Status.EXPLAINED if found else self.Status.FAILED
        Trial.objects.waiting().filter(pk=self.pk).update(status=self.status, found=self.found)
