from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.models import Account, Team, User
from crm.models.lease import LeasedQuerySet, next_try
from emaillog.mime.charset import storable
from emaillog.models.address import LoggingAddress, Route
from emaillog.models.email import LoggedEmail
from emaillog.models.receipt import Receipt
from emaillog.rejection import REVIEWED, Reason, reasons


class Status(models.TextChoices):
    RECEIVED = "received", _("waiting")
    LOGGED = "logged", _("logged")
    DUPLICATE = "duplicate", _("already logged")
    NOT_LOGGED = "not_logged", _("not logged")
    FAILED = "failed", _("failed")


class KnownBy(models.TextChoices):
    """What told that a mail is the one that stands on the timelines already (R34)."""

    COPY = "copy", _("the same copy came again")
    IDENTITY = "identity", _("its Message-ID is the same; its text was changed on the way")
    CONTENT = "content", _("its content is the same; its Message-ID was rewritten on the way")
    SHAPE = "shape", _("its sender, time, subject and opening are the same; a forward holds no more of it")


UNLOGGED = (Status.NOT_LOGGED, Status.FAILED)
KNOWN_SO_FAR = (
    "logger",
    "team_id",
    "sender",
    "subject",
)  # before an outcome: its logger finds it among what waits (R35)
OUTCOME = (
    "status",
    "reason",
    "decision",
    "email_id",
    "in_review",
    "settled_at",
    "known_by",
    "problem",
    "account",
    "blob",
    "preview",
    "logged_as",
    *KNOWN_SO_FAR,
)
FRESH = {"status": Status.RECEIVED, "reason": "", "problem": "", "attempts": 0, "strikes": 0, "in_review": False}


class AlreadySettledError(Exception):
    """Another attempt on the same message has finished: whatever this one did must not count."""


class InboundMessageQuerySet(LeasedQuerySet["InboundMessage"]):
    def not_logged(self) -> Self:
        """What settled without an entry and may be processed again, since its bytes are still there (R35).

        A test of an address never is: it was not meant to be logged.
        """
        return self.filter(status__in=UNLOGGED).exclude(blob="").exclude(reason=Reason.TEST_MAIL)

    def logged(self) -> Self:
        """What put mails on the timelines that stand there still, and can be read again by today's rules."""
        return self.filter(status=Status.LOGGED, email__isnull=False).exclude(blob="").exclude(logged_as={})

    def log_again(self) -> list[int]:
        """Lets those that were logged wait to be read again by today's rules; their mails stay where they stand."""
        settled = self.logged()
        ids = list(settled.values_list("pk", flat=True))
        settled.filter(pk__in=ids).update(**FRESH, settled_at=None, retry_at=timezone.now())
        return ids

    def process_again(self) -> list[int]:
        """Lets those that were not logged wait once more, as if they had just come; returns their ids."""
        settled = self.not_logged()
        ids = list(settled.values_list("pk", flat=True))
        settled.update(**FRESH, settled_at=None, retry_at=timezone.now())
        return ids

    def in_review(self) -> Self:
        return self.filter(in_review=True)

    def visible_to(self, user: User, *, is_admin: bool) -> Self:
        """A person sees what they and their teams sent, an administrator all of the account (R35)."""
        return (self if is_admin else self.sent_by(user)).withholding_from(user)

    def kept_of(self, email: LoggedEmail) -> Self:
        """The messages as received that brought this mail, while they are kept."""
        return self.filter(account=email.account_id, email=email).exclude(blob="")

    def withholding_from(self, user: User) -> Self:
        """Notes on each whether its mail `is_hidden` from the user, and whether all that it says `is_withheld`.

        One's own message is never withheld; that of a mail which was private when it was removed is from all others.
        """
        mails = LoggedEmail.objects.filter(account=OuterRef("account"), pk=OuterRef("email"))
        is_hidden = Q(email__isnull=False) & ~Exists(mails.seen_by(user))
        was_private = Q(email__isnull=True, decision__was_private=True)
        is_withheld = (is_hidden | was_private) & (Q(logger__isnull=True) | ~Q(logger=user))
        return self.annotate(
            is_hidden=Case(When(is_hidden, then=True), default=False, output_field=models.BooleanField()),
            is_withheld=Case(When(is_withheld, then=True), default=False, output_field=models.BooleanField()),
        )

    def sent_by(self, user: User) -> Self:
        """What this user logged, or one of their teams (R20)."""
        return self.filter(Q(logger=user) | Q(team__in=user.team_ids))


class InboundMessage(models.Model):
    """One accepted mail for one envelope recipient, from receipt to exactly one outcome with its reason (R35).

    There is no "processing" state that a crash could strand: `retry_at` is the lease of the running attempt. The
    account is empty only while a mail waits or when no account could be found for it.
    """

    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="inbound_messages", db_index=False)
    address = models.ForeignKey(LoggingAddress, models.SET_NULL, null=True, related_name="+", db_index=False)
    receipt = models.ForeignKey(Receipt, models.SET_NULL, null=True, related_name="messages", db_index=False)
    door = models.CharField(max_length=20)  # smtp, lmtp, file, or the provider's name
    envelope_sender = models.CharField(max_length=320, blank=True)  # empty also where nobody said it
    has_null_sender = models.BooleanField(default=False)  # somebody said that there is none (RFC 5321 section 4.5.5)
    envelope_recipient = models.CharField(max_length=320)
    route = models.CharField(max_length=10, choices=Route, blank=True)
    blob = models.CharField(max_length=200)  # the message as received (RFC 5322)
    size = models.PositiveBigIntegerField()
    verdicts = models.JSONField(default=dict)  # of SPF, DKIM and DMARC, from the provider's own fields only
    received_at = models.DateTimeField(default=timezone.now)

    status = models.CharField(max_length=12, choices=Status, default=Status.RECEIVED)
    reason = models.CharField(max_length=40, choices=reasons, blank=True)
    logger = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, related_name="+", db_index=False)  # R20
    sender = models.CharField(max_length=320, blank=True)  # the single From address, normalised
    subject = models.CharField(max_length=998, blank=True)
    # What a person decided about it, in the words of `emaillog.decisions`: remembered when it is processed again.
    decision = models.JSONField(default=dict, blank=True)
    in_review = models.BooleanField(default=False)  # waits for a person
    # What was understood of a mail that was not logged, in the words of `emaillog.previews`: pages never read mail.
    preview = models.JSONField(default=dict, blank=True)
    # The ids of the mails it put on the timelines, by their places in it: read again, it is those it changes.
    logged_as = models.JSONField(default=dict, blank=True)
    email = models.ForeignKey(LoggedEmail, models.SET_NULL, null=True, related_name="inbound", db_index=False)
    known_by = models.CharField(max_length=10, choices=KnownBy, blank=True)  # of one that was logged already
    attempts = models.PositiveIntegerField(default=0)
    strikes = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True)  # the last exception, for whoever repairs it
    retry_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    purged_at = models.DateTimeField(null=True, blank=True)  # when retention let the message as received go

    objects = InboundMessageQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "-received_at", "-id"], name="inbound_by_time"),
            models.Index(fields=["account", "logger", "-received_at", "-id"], name="inbound_by_logger"),
            models.Index(
                fields=["account", "team", "-received_at", "-id"],
                condition=Q(team__isnull=False),
                name="inbound_by_team",
            ),
            models.Index(fields=["account", "email"], name="inbound_of_email"),
            # One blob may serve several accounts: the last of them to let it go deletes it.
            models.Index(fields=["blob"], name="inbound_of_blob"),
            models.Index(
                fields=["account", "-received_at", "-id"], condition=Q(in_review=True), name="inbound_in_review"
            ),
            # The sweeper's: it looks for what no account's page shows, over all of them.
            models.Index(fields=["retry_at"], condition=Q(status="received"), name="inbound_waiting"),
            # That of retention: only what is still kept, so that the millions whose time is over cost it nothing.
            models.Index(fields=["account", "settled_at"], condition=~Q(blob=""), name="inbound_kept"),
        ]
        constraints: ClassVar = [
            # Unpacking a receipt twice makes no second message.
            models.UniqueConstraint(
                fields=["receipt", "envelope_recipient", "blob"],
                condition=Q(receipt__isnull=False) & ~Q(blob=""),  # of those whose bytes have gone there may be many
                name="one_message_a_receipt_and_recipient",
            )
        ]

    def __str__(self) -> str:
        return f"inbound message {self.pk} ({self.status})"

    @property
    def title(self) -> str:
        """Its subject, for a row that came by `visible_to`; of what is private to others nothing is said."""
        if getattr(self, "is_withheld", False):
            return str(_("Private mail"))
        return self.subject or str(_("(no subject)"))

    @property
    def opens(self) -> UUID | None:
        """The mail that it became, where the reader may open that."""
        return None if getattr(self, "is_hidden", False) else self.email_id

    def settle(self, status: Status, reason: Reason, email: UUID | None = None) -> None:
        """Gives the message its one outcome; raises AlreadySettledError when another attempt was first."""
        self.status, self.reason, self.email_id = status, reason, email
        self.settled_at, self.problem, self.in_review = timezone.now(), "", self.is_for_review
        outcome = {field: getattr(self, field) for field in OUTCOME}
        if not InboundMessage.objects.waiting().filter(pk=self.pk).update(**outcome):
            raise AlreadySettledError(self.pk)

    @property
    def can_be_acted_on(self) -> bool:
        """Whether the reader for whom the row came by `visible_to` can still have it logged or rejected."""
        return self.can_be_processed_again and not getattr(self, "is_withheld", False)

    @property
    def can_be_processed_again(self) -> bool:
        return self.status in UNLOGGED and bool(self.blob) and self.reason != Reason.TEST_MAIL

    @property
    def came_to_old_address(self) -> bool:
        """Whether the address had been replaced by then and worked only for its grace (R39)."""
        retired_at = self.address.retired_at if self.address else None
        return bool(retired_at and self.received_at >= retired_at)

    def process_again(self) -> bool:
        """Lets a message that was not logged wait once more, as if it had just come (R35); False: it is not one."""
        return bool(InboundMessage.objects.filter(pk=self.pk).process_again())

    def decide(self, decision: dict[str, object]) -> bool:
        """Takes a person's decision and waits once more; False: somebody else has dealt with it meanwhile."""
        seen = InboundMessage.objects.not_logged().filter(pk=self.pk, reason=self.reason, settled_at=self.settled_at)
        return bool(seen.update(**FRESH, decision=decision, settled_at=None, retry_at=timezone.now()))

    def reject(self, decision: dict[str, object]) -> bool:
        """Ends the review: it is not to be logged; False: somebody else has dealt with it meanwhile."""
        seen = InboundMessage.objects.filter(pk=self.pk, status__in=UNLOGGED, settled_at=self.settled_at)
        rejected = {"status": Status.NOT_LOGGED, "reason": Reason.REJECTED, "in_review": False, "problem": ""}
        return bool(seen.update(**rejected, decision=decision, settled_at=timezone.now()))

    @property
    def is_for_review(self) -> bool:
        """Whether it waits for a person: a rule says so, or one who wanted it logged has to be told that it was not."""
        refused_again = bool(self.decision.get("user")) and self.status == Status.NOT_LOGGED and bool(self.blob)
        return self.reason in REVIEWED or refused_again

    def let_go(self) -> str:
        """Forgets the bytes as received; the name of the blob when no other message needs it, else ""."""
        blob, self.blob = self.blob, ""
        InboundMessage.objects.filter(pk=self.pk).update(blob="")
        return self.unused(blob)

    @staticmethod
    def unused(blob: str) -> str:
        """The name of the blob when no message needs it any more, else ""."""
        return "" if not blob or InboundMessage.objects.filter(blob=blob).exists() else blob

    def back_off(self, problem: str, *, strike: bool) -> None:
        """Leaves the message waiting after a failed attempt; changes nothing when another has settled it meanwhile."""
        self.retry_at = next_try(self.attempts)
        self.problem, self.strikes = storable(problem)[:500], self.strikes + strike
        fields = ("retry_at", "problem", "strikes", *KNOWN_SO_FAR)
        InboundMessage.objects.waiting().filter(pk=self.pk).update(**{field: getattr(self, field) for field in fields})
