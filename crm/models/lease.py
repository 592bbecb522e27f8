"""The lease of a running attempt: `retry_at` holds it, so that no "processing" state can be stranded by a crash."""

from datetime import datetime, timedelta
from typing import ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone

Row = TypeVar("Row", bound=models.Model)
WAITING = "received"
LONGEST_WAIT = 600  # seconds


class LeasedQuerySet(models.QuerySet[Row]):
    """Rows with `status`, `attempts` and `retry_at`, worked on by one worker at a time."""

    waiting_status: ClassVar[str] = WAITING

    def waiting(self) -> Self:
        return self.filter(status=self.waiting_status)

    def due(self) -> Self:
        """What nobody is working on: never tried, or its last attempt's lease ran out."""
        return self.waiting().filter(retry_at__lte=timezone.now())

    def claim(self, pk: int) -> bool:
        """Counts an attempt and takes the lease, committed before the work; False: settled, or another is at it."""
        lease = timezone.now() + timedelta(seconds=settings.ATTEMPT_LEASE_SECONDS)
        return bool(self.due().filter(pk=pk).update(attempts=F("attempts") + 1, retry_at=lease))


def next_try(attempts: int) -> datetime:
    """After a failed attempt: the wait doubles, ten minutes at most."""
    return timezone.now() + timedelta(seconds=min(LONGEST_WAIT, 2 ** min(attempts, 10)))
