from typing import ClassVar

from django.db import models

from contacts.models import TimelineEntry
from crm.models import Account
from emaillog.models import LoggedEmail


class MailText(models.Model):
    """The words of a logged mail, folded as `contacts.searching.words` does it, as search looks for them.

    The database keeps what it searches beside them: on PostgreSQL the generated columns `heads` (subject A, sender B,
    recipients C) and `words` (with the text as D), each under a GIN index; on SQLite the FTS5 table `mailsearch_words`.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    entry = models.OneToOneField(TimelineEntry, models.CASCADE, related_name="words")
    occurred_at = models.DateTimeField()  # the entry's own
    has_file = models.BooleanField(default=False)
    subject = models.TextField(blank=True)
    sender = models.TextField(blank=True)
    recipients = models.TextField(blank=True)
    text = models.TextField(blank=True)  # what is new in the mail, its note, and the names of its files

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "-occurred_at", "-id"], name="words_by_time")]

    def __str__(self) -> str:
        return self.subject


class Unindexed(models.Model):
    """A mail whose words are not indexed yet, or not those of today: the row is the queue, triggers write it."""

    email = models.OneToOneField(LoggedEmail, models.CASCADE, primary_key=True, related_name="+")
    number = models.PositiveIntegerField(default=0)  # counted up by every change, so that none is lost meanwhile

    def __str__(self) -> str:
        return str(self.pk)
