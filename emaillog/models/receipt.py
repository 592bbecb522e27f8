from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.models.lease import LeasedQuerySet, next_try
from emaillog.mime.charset import storable


class ReceiptQuerySet(LeasedQuerySet["Receipt"]):
    def reopen(self) -> int:
        """Lets the workers unpack these again, as if they had just come; the messages they gave stay the same ones."""
        return self.exclude(blob="").update(
            status=Receipt.Status.RECEIVED, problem="", attempts=0, strikes=0, retry_at=timezone.now()
        )


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
            models.Index(fields=["retry_at"], condition=models.Q(status="received"), name="receipts_waiting"),
            models.Index(fields=["blob"], condition=~models.Q(blob=""), name="receipts_kept"),  # that of retention
        ]

    def __str__(self) -> str:
        return f"receipt {self.pk} from {self.provider}"

    def settle(self, status: Status, problem: str = "") -> None:
        """Gives the receipt its outcome: unpacked, or unreadable with the problem that a person must look at."""
        self._while_waiting(status=status, problem=storable(problem)[:500])

    def back_off(self, problem: str, *, strike: bool) -> None:
        """Leaves the receipt waiting after a failed attempt."""
        strikes = self.strikes + strike
        self._while_waiting(problem=storable(problem)[:500], strikes=strikes, retry_at=next_try(self.attempts))

    def let_go(self) -> str:
        """Forgets the request when none of its messages is kept (R33); the name of its blob, "" while it is needed."""
        if self.messages.exclude(blob="").exists():
            return ""
        Receipt.objects.filter(pk=self.pk).update(blob="")
        blob, self.blob = self.blob, ""
        return blob

    def _while_waiting(self, **changed: Any) -> None:  # noqa: ANN401
        """Changes nothing when another attempt has settled it meanwhile."""
        for field, value in changed.items():
            setattr(self, field, value)
        Receipt.objects.waiting().filter(pk=self.pk).update(**changed)
