from typing import ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.models import Account, User
from crm.models.lease import LeasedQuerySet


class ImportQuerySet(LeasedQuerySet["Import"]):
    def waiting(self) -> Self:
        return self.filter(status__in=Import.WORKING)


class Import(models.Model):
    """A file of contacts, companies or deals on its way in: read, looked through, and then written.

    The row is the queue of the workers, as that of an inbound message is; what became of each row of the file stands in
    its parts.
    """

    class Status(models.TextChoices):
        READ = "read", _("waits for its columns")
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("waits for your yes")
        IMPORTING = "importing", _("being imported")
        DONE = "done", _("imported")
        FAILED = "failed", _("failed")

    class Choice(models.TextChoices):
        """What becomes of records that are there already."""

        FILL = "fill", _("Fill in what is empty")
        OVERWRITE = "overwrite", _("Overwrite with what the file says")
        SKIP = "skip", _("Leave them as they are")

    WORKING: ClassVar = (Status.CHECKING, Status.IMPORTING)

    account = models.ForeignKey(Account, models.CASCADE, related_name="imports", db_index=False)
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=10)  # "contact", "company" or "deal"
    name = models.CharField(max_length=255)  # of the file
    blob = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    dialect = models.JSONField(default=dict)  # how it is read: `contacts.importing.dialects`
    head = models.JSONField(default=list)  # its first rows
    mapping = models.JSONField(default=list)  # the field of each column, "" for none
    choice = models.CharField(max_length=10, choices=Choice, default=Choice.FILL)
    status = models.CharField(max_length=10, choices=Status, default=Status.READ)
    attempts = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(default=timezone.now)
    rows = models.PositiveIntegerField(default=0)  # as far as is known
    done = models.PositiveIntegerField(default=0)  # of them, in this round
    counts = models.JSONField(default=dict)  # how many rows had which outcome, in this round
    fault = models.CharField(max_length=30, blank=True)  # why it failed
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "-created_at"], name="imports_by_time"),
            # The sweeper's: over all accounts.
            models.Index(
                fields=["retry_at"],
                condition=models.Q(status__in=("checking", "importing")),
                name="imports_due",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_working(self) -> bool:
        return self.status in self.WORKING

    @property
    def percent(self) -> int:
        """How far this round is; not 100 before its end."""
        return min(99, 100 * self.done // self.rows) if self.rows else 0


class ImportPart(models.Model):
    """What became of some rows of a file, in one round: written in the transaction that writes what they say."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    job = models.ForeignKey(Import, models.CASCADE, related_name="parts", db_index=False)
    is_trial = models.BooleanField()  # of the round that only looks
    position = models.PositiveIntegerField()  # of its first row among all
    outcomes = models.JSONField()  # as `contacts.importing.outcomes` writes them
    problems = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "job", "is_trial", "position"], name="one_part_a_position")
        ]

    def __str__(self) -> str:
        return f"rows of {self.job} from {self.position}"
