from typing import ClassVar, Self

from django.db import models
from django.db.models import Case, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import shown_to
from crm.models import Account, User
from crm.models.lease import LeasedQuerySet, next_try
from emaillog.mime.charset import storable
from emaillog.models.attachment import Attachment
from emaillog.models.email import LoggedEmail
from emaillog.models.inbound import InboundMessage
from emaillog.models.notice import Notice
from emaillog.rejection import reasons


class Hindrance(models.TextChoices):
    """Why a file could not be stored after all: a closed list."""

    TOO_LATE = "too_late", _("It is too late: the mail as received is no longer kept.")
    NOT_FOUND = "not_found", _("The file was not found in the mail as received.")
    UNREADABLE = "unreadable", _("The mail as received could not be read again.")
    NO_ROOM = "no_room", _("The storage of this account is full: make room first, then store it again.")


class BouncedAttachmentQuerySet(LeasedQuerySet["BouncedAttachment"]):
    waiting_status = "storing"

    def seen_by(self, user: User) -> Self:
        """Without those of mails that are private to others; an administrator is no exception."""
        return self.filter(shown_to(user, "email__entry__"))

    def withholding_from(self, user: User) -> Self:
        """Notes on each whether all that it says of its mail and of people `is_withheld` from the user."""
        is_shown = When(shown_to(user, "email__entry__"), then=False)
        return self.annotate(is_withheld=Case(is_shown, default=True, output_field=models.BooleanField()))


class BouncedAttachment(models.Model):
    """A file that was left out of a logged mail, for administrators to review (R11)."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        DISMISSED = "dismissed", _("dismissed")
        STORING = "storing", _("being stored")
        STORED = "stored", _("stored after all")

    account = models.ForeignKey(Account, models.CASCADE, related_name="bounced_attachments", db_index=False)
    attachment = models.OneToOneField(Attachment, models.CASCADE, related_name="bounced")
    email = models.ForeignKey(LoggedEmail, models.CASCADE, related_name="bounced", db_index=False)
    inbound = models.ForeignKey(InboundMessage, models.SET_NULL, null=True, related_name="+", db_index=False)
    notice = models.ForeignKey(Notice, models.SET_NULL, null=True, related_name="bounced", db_index=False)
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", db_index=False)  # who logged it
    size = models.PositiveBigIntegerField()  # bytes, decoded
    limit = models.PositiveBigIntegerField()  # bytes, of the account at that time
    reason = models.CharField(max_length=40, choices=reasons)
    created_at = models.DateTimeField(default=timezone.now)
    status = models.CharField(max_length=12, choices=Status, default=Status.OPEN)
    handled_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", db_index=False)
    handled_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=500, blank=True)  # why it could not be stored
    attempts = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(default=timezone.now)

    is_withheld: bool  # of a row that came by `withholding_from`

    objects = BouncedAttachmentQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "-created_at", "-id"], name="bounced_by_time"),
            models.Index(fields=["account", "email"], name="bounced_of_email"),
            models.Index(fields=["account", "notice"], name="bounced_of_notice"),
            models.Index(fields=["retry_at"], condition=models.Q(status="storing"), name="bounced_storing"),
        ]

    def __str__(self) -> str:
        return f"bounced attachment {self.pk} ({self.status})"

    @property
    def is_undecided(self) -> bool:
        return self.status in {self.Status.OPEN, self.Status.DISMISSED}

    @property
    def can_be_stored(self) -> bool:
        """Whether the mail as received is still kept, for a row that came with its inbound message."""
        return self.is_undecided and self.inbound is not None and bool(self.inbound.blob)

    def back_off(self, problem: str) -> None:
        """Leaves it waiting after a failed attempt to store it."""
        self.problem, self.retry_at = storable(problem)[:500], next_try(self.attempts)
        BouncedAttachment.objects.waiting().filter(pk=self.pk).update(problem=self.problem, retry_at=self.retry_at)

    def give_up(self, hindrance: Hindrance) -> None:
        """Opens it again with the reason why it cannot be stored; changes nothing when that is decided already."""
        again = {"status": self.Status.OPEN, "problem": hindrance.value, "handled_by": None, "handled_at": None}
        BouncedAttachment.objects.waiting().filter(pk=self.pk).update(**again)
