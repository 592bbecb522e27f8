from typing import ClassVar, Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contacts.models import TimelineEntry, shown_to
from crm.models import Account, Team, User
from emaillog.models.address import Route


class Direction(models.TextChoices):
    OUTGOING = "outgoing", _("sent")
    INCOMING = "incoming", _("received")


class Protection(models.TextChoices):
    """What the sender's program did to the mail; nothing of it is checked here."""

    SIGNED_SMIME = "signed-smime", _("Signed with S/MIME (not checked)")
    SIGNED_OPENPGP = "signed-openpgp", _("Signed with OpenPGP (not checked)")
    ENCRYPTED_SMIME = "encrypted-smime", _("Encrypted message (S/MIME)")
    ENCRYPTED_OPENPGP = "encrypted-openpgp", _("Encrypted message (OpenPGP)")


class LoggedEmailQuerySet(models.QuerySet["LoggedEmail"]):
    def seen_by(self, user: User) -> Self:
        """Without those that are private to others."""
        return self.filter(shown_to(user, "entry__"))


class LoggedEmail(models.Model):
    """A mail as it stands on the timelines. `entry` carries its associations; `log_key` makes it one per account (R34).

    Its id is a random UUID (URLs use `<uuid:pk>`), known before anything is written, so that the entry can name it.
    The people are lists of `{"name", "address"}`; `html` is sanitised already when it is logged. What `invitations`
    holds is in `emaillog.invitations`.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="logged_emails", db_index=False)
    entry = models.OneToOneField(TimelineEntry, models.CASCADE, related_name="email")
    log_key = models.CharField(max_length=64)  # sha256 of the Message-ID and the content
    content_key = models.CharField(max_length=64)  # of the content alone
    # The same mail after its way changed it (R34): with its id, or without where it was read out of a forward.
    identity_key = models.CharField(max_length=64, blank=True)
    shape_key = models.CharField(max_length=64, blank=True)
    # The shape again for the first mail of it: of two that come at once the later one meets it, and looks again (R34).
    shape_claim = models.CharField(max_length=64, blank=True)
    message_key = models.CharField(max_length=64, blank=True)  # sha256 of the Message-ID, which answers refer to (R37)
    thread_key = models.CharField(max_length=64)  # the same for all mails that answer each other (R37)
    talk_key = models.CharField(
        max_length=64, blank=True
    )  # of the subject and the people, for answers that refer to none
    source = models.CharField(max_length=10, choices=Route)
    direction = models.CharField(max_length=10, choices=Direction)
    logged_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)  # R20
    shared_with = models.JSONField(default=list)  # names of those who have registered the same address (R19)
    message_id = models.CharField(max_length=998, blank=True)
    in_reply_to = models.CharField(max_length=998, blank=True)
    references = models.JSONField(default=list)
    subject = models.CharField(max_length=998, blank=True)
    occurred_at = models.DateTimeField()
    sender = models.JSONField(default=dict)
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    note = models.TextField(blank=True)
    found_in = models.CharField(max_length=10, blank=True)  # where a forward had it: attachment, html, text, redirect
    invitations = models.JSONField(default=list)
    protection = models.CharField(max_length=20, choices=Protection, blank=True)
    defects = models.JSONField(default=list)
    why = models.JSONField(default=list)  # the rules that fired, as `emaillog.why` words them
    created_at = models.DateTimeField(auto_now_add=True)

    objects = LoggedEmailQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "-occurred_at", "-id"], name="email_by_time"),
            models.Index(fields=["account", "thread_key", "-occurred_at"], name="emails_of_thread"),
            models.Index(fields=["account", "talk_key", "-occurred_at"], name="emails_of_talk"),
            models.Index(fields=["account", "message_key"], name="email_by_message_id"),
            models.Index(fields=["account", "shape_key"], name="email_by_shape"),
            models.Index(fields=["account", "content_key"], name="email_by_content"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "log_key"], name="logged_once"),
            models.UniqueConstraint(
                fields=["account", "identity_key"], condition=~Q(identity_key=""), name="logged_once_by_identity"
            ),
            models.UniqueConstraint(
                fields=["account", "shape_claim"], condition=~Q(shape_claim=""), name="first_of_its_shape"
            ),
        ]

    def __str__(self) -> str:
        return self.subject or str(_("(no subject)"))

    def get_absolute_url(self) -> str:
        return reverse("email", args=[self.account.slug, self.pk])

    @property
    def logged_for(self) -> User | Team | None:
        """Whose mail it is: a team's, or a user's; None where that one is gone."""
        return self.team or self.logged_by

    @property
    def is_encrypted(self) -> bool:
        return self.protection in {Protection.ENCRYPTED_SMIME, Protection.ENCRYPTED_OPENPGP}


def signature(user: User | None, team: Team | None) -> str | None:
    """Who logged a mail, as programs are told: the team's name or the user's login address (R20)."""
    return team.name if team else user.email if user else None


class AlsoLogged(models.Model):
    """A second user logged the same mail: it stays one entry, "also logged by" them (R34)."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    email = models.ForeignKey(LoggedEmail, models.CASCADE, related_name="also_logged", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "email", "user"], name="also_logged_once_a_user")
        ]

    def __str__(self) -> str:
        return f"{self.email} also by {self.user}"
