"""Removes a mail from all timelines; the mail as received stays, so that it can be processed again (R35)."""

from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from crm.models import User
from emaillog import blobs, leftovers, sameness
from emaillog.decisions import Decision
from emaillog.models import Attachment, InboundMessage, LoggedEmail, RemovedEmail, Status
from emaillog.rejection import Reason


@transaction.atomic
def remove(email: LoggedEmail, user: User, *, with_leftovers: bool) -> None:
    """Takes the mail away, and what it created and nothing else uses if that is asked for too."""
    email = (
        LoggedEmail.objects.select_for_update(of=("self",))
        .select_related("entry")
        .get(account=email.account_id, pk=email.pk)
    )
    created = leftovers.of(email) if with_leftovers else leftovers.NOTHING
    files = list(Attachment.objects.filter(account=email.account_id, email=email).exclude(blob="").values_list("blob"))
    RemovedEmail.objects.bulk_create(
        (RemovedEmail(account_id=email.account_id, key=key, user=user) for key in sorted(sameness.marks(email))),
        ignore_conflicts=True,
    )
    for inbound in InboundMessage.objects.filter(account=email.account_id, email=email):
        settle(inbound, email)
    email.entry.delete()
    for record in (*created.contacts, *created.companies):
        record.delete()
    names = [blob for (blob,) in files]
    transaction.on_commit(lambda: release(email.account_id, names))


def settle(inbound: InboundMessage, email: LoggedEmail) -> None:
    """What became of a message whose mail is removed: its other mails stay, else it is not logged any more."""
    others = [pk for pk in inbound.logged_as.values() if pk != str(email.pk)]
    left = LoggedEmail.objects.filter(account=email.account_id, pk__in=others).first()
    if left:
        InboundMessage.objects.filter(pk=inbound.pk).update(email=left)
        return
    decision = replace(
        Decision.of(inbound),
        brings_back=False,
        was_private=bool(email.entry.private_to_id or email.entry.private_to_team_id),
        private_to=email.entry.private_to_id,
        private_to_team=email.entry.private_to_team_id,
    )
    InboundMessage.objects.filter(pk=inbound.pk).update(
        status=Status.NOT_LOGGED,
        reason=Reason.REMOVED,
        email=None,
        known_by="",
        logged_as={},
        decision=decision.stored(),
        settled_at=timezone.now(),
    )


def release(account: int, names: list[str]) -> None:
    """Deletes the files that no mail of the account has any more.

    Not while mail is being processed: it may be about to name one of them, which it found stored already. What is left
    over then costs only space.
    """
    if InboundMessage.objects.waiting().filter(account=account).exists():
        return
    used = set(Attachment.objects.filter(account=account, blob__in=names).values_list("blob", flat=True))
    for name in sorted(set(names) - used):
        blobs.delete(name)


def can_come_back(email: LoggedEmail) -> bool:
    """Whether the mail as received is still kept."""
    return InboundMessage.objects.filter(account=email.account_id, email=email).exclude(blob="").exists()
