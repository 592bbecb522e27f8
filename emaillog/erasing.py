"""Mail that goes for good with the last record on whose timeline it stood, unlike what somebody removes from there."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from emaillog import removing, retention
from emaillog.models import Attachment, InboundMessage, LoggedEmail, Notice


def with_records(account: int, entries: Collection[int]) -> None:
    """Takes along, in a transaction of who deletes these entries next, all that is kept of their mails elsewhere.

    Files, notices, the messages as received unless they brought other mails too. Marks stay: a replay brings none back.
    """
    emails = list(LoggedEmail.objects.select_related("entry").filter(account=account, entry__in=entries))
    if not emails:
        return
    removing.mark(emails, None)
    for email in emails:
        for inbound in removing.messages_of(email):
            if removing.settle(inbound, email):
                forget(inbound)
    Notice.objects.filter(account=account, email__in=emails).delete()
    files = Attachment.objects.filter(account=account, email__in=emails).exclude(blob="")
    names = list(files.values_list("blob", flat=True))
    transaction.on_commit(lambda: removing.release(account, names))


def forget(inbound: InboundMessage) -> None:
    """Keeps that something came in, and nothing of what."""
    gone = {"blob": "", "preview": {}, "subject": "", "purged_at": timezone.now()}
    InboundMessage.objects.filter(pk=inbound.pk).update(**gone)
    transaction.on_commit(lambda: retention.delete({inbound.blob} - {""}))
