from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from contacts.models import shown_to
from crm.models import Account, User
from emaillog.models.email import LoggedEmail
from emaillog.rejection import Reason


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def seen_by(self, user: User) -> Self:
        """Without those of mails that are private to others."""
        return self.filter(shown_to(user, "email__entry__"))

    def unpictured(self) -> Self:
        """Of which nobody has tried to draw a picture yet."""
        return self.filter(previewed_at=None).exclude(blob="")

    def beside_the_text(self) -> Self:
        """Without the pictures that stand in the text, such as a signature's logo."""
        return self.exclude(Q(is_inline=True) & ~Q(blob=""))


class Attachment(models.Model):
    """A file of a logged mail: kept as a blob, or left out with its reason (R8, R9)."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    email = models.ForeignKey(LoggedEmail, models.CASCADE, related_name="attachments", db_index=False)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)  # as the mail says
    true_type = models.CharField(max_length=100, blank=True)  # as its bytes say
    size = models.PositiveBigIntegerField()  # bytes, decoded
    sha256 = models.CharField(max_length=64)
    blob = models.CharField(max_length=200, blank=True)  # empty: not kept
    reason = models.CharField(max_length=30, blank=True)  # why not, from emaillog.rejection
    content_id = models.CharField(max_length=255, blank=True)
    is_inline = models.BooleanField(default=False)
    # What can be seen of it without opening it, in the words of `emaillog.pictured`; empty: nothing.
    preview = models.JSONField(default=dict, blank=True)
    previewed_at = models.DateTimeField(null=True, blank=True)  # empty: nobody has tried yet

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position"]
        indexes: ClassVar = [
            # Who else has the same file: asked before it is deleted, and when the storage is measured.
            models.Index(fields=["account", "blob"], condition=~Q(blob=""), name="attachments_of_blob"),
            # The sweeper's: over all accounts.
            models.Index(fields=["id"], condition=Q(previewed_at=None) & ~Q(blob=""), name="attachments_unpreviewed"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "email", "position"], name="one_attachment_a_position")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kept(self) -> bool:
        return bool(self.blob)

    @property
    def why(self) -> str:
        """The sentence that says why it was left out; "" for what was kept."""
        return str(Reason(self.reason).label) if self.reason in Reason.values else ""
