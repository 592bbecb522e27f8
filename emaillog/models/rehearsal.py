import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.utils import timezone

from crm.models import Account, User
from emaillog.models.address import LoggingAddress

LETTERS = "bcdfghjkmnpqrtvwxz"  # no vowels: a code is never a word that somebody writes behind "test"
CODE = re.compile(rf"\btest\s+([{LETTERS}]{{6}})\b", re.IGNORECASE)
LASTS = timedelta(minutes=10)


def new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(6))


def in_a_while() -> datetime:
    return timezone.now() + LASTS


class RehearsalQuerySet(models.QuerySet["Rehearsal"]):
    def named_in(self, account: Account | None, subject: str, at: datetime) -> Self:
        """The test that ran at that moment and whose code stands in the subject; no query where none does."""
        found = CODE.search(subject)
        if not found or account is None:
            return self.none()
        return self.filter(account=account, code=found[1].lower(), started_at__lte=at, ends_at__gte=at)


class Rehearsal(models.Model):
    """A user's test of a logging address: for ten minutes a mail of theirs with its code is explained, not logged.

    It stays when it is over, so that such a mail is a test to whoever processes it later.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="rehearsals", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    address = models.ForeignKey(LoggingAddress, models.CASCADE, related_name="+", db_index=False)
    code = models.CharField(max_length=6, default=new_code)
    started_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(default=in_a_while)
    received_at = models.DateTimeField(null=True, blank=True)  # the mail
    found = models.JSONField(default=list)  # what would have become of it, as `emaillog.explaining` words it

    objects = RehearsalQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "code"], name="one_rehearsal_a_code")]

    def __str__(self) -> str:
        return f"test of {self.address}"

    @property
    def words(self) -> str:
        """What the subject must hold."""
        return f"test {self.code}"

    @property
    def is_running(self) -> bool:
        return not self.received_at and timezone.now() < self.ends_at

    def note(self, received_at: datetime, found: Sequence[Mapping[str, object]]) -> None:
        """Shows the mail on the page of the test; a second one takes the place of the first."""
        self.received_at, self.found = received_at, list(found)
        self.save(update_fields=["received_at", "found"])
