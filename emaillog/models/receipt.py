from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emaillog.mime.charset import storable


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def due(self) -> Self:
        """What nobody is unpacking: never tried, or its last attempt's lease ran out."""
        return self.filter(status=Receipt.Status.RECEIVED, retry_at__lte=timezone.now())

    def claim(self, pk: int) -> bool:
        """Counts an attempt and takes the lease, committed before the work; False: settled, or another is at it."""
        lease = timezone.now() + timedelta(seconds=settings.ATTEMPT_LEASE_SECONDS)
        return bool(self.due().filter(pk=pk).update(attempts=F("attempts") + 1, retry_at=lease))

    def reopen(self) -> int:
        """Lets the workers unpack these again, as if they had just come; the messages they gave stay the same ones."""
        return self.update(status=Receipt.Status.RECEIVED, problem="", attempts=0, strikes=0, retry_at=timezone.now())


class Receipt(models.Model):
    """One request of a mail provider, kept as it came and not yet looked into; its body is a blob.

    Belongs to no account: that is known only after unpacking. `key` makes the provider's retries one receipt.
    """

    class Status(models.TextChoices):
        RECEIVED = "received", _("waiting")
        UNPACKED = "unpacked", _("unpacked")
        UNREADABLE = "unreadable", _("unreadable")

    provider = models.CharField(max_length=20)  # the name in the webhook's path
    path = models.CharField(max_length=200)  # with the query, without secrets
    headers = models.JSONField(default=dict)
    key = models.CharField(max_length=64, unique=True)  # sha256 of provider and body
    blob = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    received_at = models.DateTimeField(default=timezone.now)
    status = models.CharField(max_length=12, choices=Status, default=Status.RECEIVED)
    problem = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    strikes = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(default=timezone.now)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["retry_at"], condition=models.Q(status="received"), name="receipts_waiting")
        ]

    def __str__(self) -> str:
        return f"receipt {self.pk} from {self.provider}"

    def settle(self, status: Status, problem: str = "") -> None:
        """Gives the receipt its outcome: unpacked, or unreadable with the problem that a person must look at."""
        self.status, self.problem = status, storable(problem)[:500]
        self.save(update_fields=["status", "problem"])

    def back_off(self, problem: str, *, strike: bool) -> datetime:
        """Leaves the receipt waiting after a failed attempt: the wait doubles, ten minutes at most."""
        self.retry_at = timezone.now() + timedelta(seconds=min(600, 2 ** min(self.attempts, 10)))
        self.problem, self.strikes = storable(problem)[:500], self.strikes + strike
        self.save(update_fields=["retry_at", "problem", "strikes"])
        return self.retry_at
