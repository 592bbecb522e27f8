from typing import ClassVar

from django.db import models

from crm.models import Account


class MailThread(models.Model):
    """Mails that answer each other (R37)."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    subject_key = models.CharField(max_length=64)  # of the subject without prefixes and the people
    last_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "subject_key", "-last_at"], name="thread_by_subject")]

    def __str__(self) -> str:
        return f"thread {self.pk}"


class ThreadMessage(models.Model):
    """A Message-ID that a thread has or names, logged or not: by it mails find each other in whatever order they come."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    thread = models.ForeignKey(MailThread, models.CASCADE, related_name="messages", db_index=False)
    digest = models.CharField(max_length=64)  # sha256 of the id

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "thread"], name="messages_of_thread")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "digest"], name="one_thread_a_message_id")
        ]

    def __str__(self) -> str:
        return self.digest
