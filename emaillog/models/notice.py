from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.models import Account, User
from crm.models.lease import LeasedQuerySet, next_try
from emaillog.mime.charset import storable
from emaillog.models.email import LoggedEmail
from emaillog.models.inbound import InboundMessage


class Suppression(models.TextChoices):
    """Why no notice goes out (RFC 3834 section 2, R10, R38): a closed list."""

    NULL_SENDER = "null_sender", _("The mail came without an envelope sender, as automatic mail does.")
    AUTOMATIC = "automatic", _("The mail was written by a machine.")
    BULK = "bulk", _("The mail came by a list or in bulk.")
    OWN_MAIL = "own_mail", _("The mail came from this installation itself.")
    TOO_MANY_HOPS = "too_many_hops", _("The mail has passed too many servers.")
    CHECK_FAILED = "check_failed", _("The check of the mail's sender had failed.")
    FROM_REVIEW = "from_review", _("The mail was logged by hand, after a review.")
    NOT_REGISTERED = "not_registered", _("The sender's address is not registered by an active user.")
    NOTHING_LOST = "nothing_lost", _("The files had been stored after all by then.")
    TOO_MANY = "too_many", _("The user was sent several notices already within the hour or the day.")


def suppressions() -> list[tuple[str, str | Promise]]:
    """Named in a migration, so that new words need none."""
    return [(each.value, each.label) for each in Suppression]


class NoticeQuerySet(LeasedQuerySet["Notice"]):
    waiting_status = "waiting"

    def about(self, email: LoggedEmail) -> "Notice | None":
        """The one that tells what this mail lost; None where nothing was, or where nobody was to be told."""
        told = self.filter(account=email.account_id, bounced__email=email, bounced__account=email.account_id)
        return told.select_related("user").order_by("id").first()


class Notice(models.Model):
    """The delivery failure notice about one mail, to the registered address of its logger (R10, RFC 3464).

    The row is the queue. A suppressed one is kept with its reason, so that an administrator sees why nobody was told.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("on its way")
        SENT = "sent", _("sent")
        SUPPRESSED = "suppressed", _("not sent")
        FAILED = "failed", _("could not be sent")

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    inbound = models.OneToOneField(InboundMessage, models.CASCADE, related_name="notice")  # one per mail
    email = models.ForeignKey(LoggedEmail, models.SET_NULL, null=True, related_name="+", db_index=False)
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", db_index=False)
    recipient = models.CharField(max_length=320)
    status = models.CharField(max_length=12, choices=Status, default=Status.WAITING)
    reason = models.CharField(max_length=20, choices=suppressions, blank=True)  # why it is suppressed
    times = models.PositiveSmallIntegerField(default=0)  # how often it went out
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=500, blank=True)  # what the mail server said last
    attempts = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(default=timezone.now)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "user", "created_at"], name="notices_of_user"),
            models.Index(fields=["retry_at"], condition=models.Q(status="waiting"), name="notices_waiting"),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk} ({self.status})"

    @property
    def why(self) -> str:
        """The sentence that says why nothing was sent; "" for what was."""
        return str(Suppression(self.reason).label) if self.reason in Suppression.values else ""

    def back_off(self, problem: str) -> None:
        """Leaves it waiting after a failed attempt."""
        self.problem, self.retry_at = storable(problem)[:500], next_try(self.attempts)
        Notice.objects.waiting().filter(pk=self.pk).update(problem=self.problem, retry_at=self.retry_at)
