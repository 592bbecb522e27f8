from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


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

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["retry_at"], condition=models.Q(status="received"), name="receipts_waiting")
        ]

    def __str__(self) -> str:
        return f"receipt {self.pk} from {self.provider}"
