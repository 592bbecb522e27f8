"""Removes a mail from all timelines; the mail as received stays, so that it can be processed again (R35)."""

from collections.abc import Iterable
from dataclasses import replace

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from crm.models import User
from emaillog import blobs, deeds, handiwork, leftovers, pictured, quota, sameness, visibility
from emaillog.models import Attachment, BouncedAttachment, InboundMessage, LoggedEmail, RemovedEmail, Status
from emaillog.models.inbound import InboundMessageQuerySet
from emaillog.rejection import Reason

log = structlog.get_logger(__name__)


@transaction.atomic
def remove(email: LoggedEmail, user: User, *, with_leftovers: bool) -> None:
    """Takes the mail away, and what it created and nothing else uses if that is asked for too."""
    rows = LoggedEmail.objects.select_for_update(of=("self",)).select_related("entry")
    email = rows.get(account=email.account_id, pk=email.pk)
    created = leftovers.of(email) if with_leftovers else leftovers.NOTHING
    files = list(Attachment.objects.filter(account=email.account_id, email=email).exclude(blob="").values_list("blob"))
    mark([email], user)
    for inbound in messages_of(email):
        settle(inbound, email)
    deeds.with_mail(user, "mail.removed", email, is_private=email.entry.is_private)
    email.entry.delete()
    for record in (*created.contacts, *created.companies):
        record.delete()
    names = [blob for (blob,) in files]
    transaction.on_commit(lambda: release(email.account_id, names))


def mark(emails: Iterable[LoggedEmail], user: User | None) -> None:
    """So that no replay brings one of them back."""
    marks = {
        (email.account_id, key): RemovedEmail(
            account_id=email.account_id, key=key, user=user, was_private=email.entry.is_private
        )
        for email in emails
        for key in sameness.marks(email)
    }
    RemovedEmail.objects.bulk_create(
        (marks[key] for key in sorted(marks)),
        update_conflicts=True,
        unique_fields=["account", "key"],
        update_fields=["was_private"],
    )


def messages_of(email: LoggedEmail) -> QuerySet[InboundMessage]:
    """What brought the mail, alone or, in a forward, among several of which it need not be the first."""
    rows = InboundMessage.objects.filter(account=email.account_id)
    if not email.found_in:
        return rows.filter(email=email)
    among = rows.annotate(mails=Cast("logged_as", TextField()))
    return among.filter(Q(email=email) | Q(mails__contains=str(email.pk)))


def settle(inbound: InboundMessage, email: LoggedEmail) -> bool:
    """What became of a message whose mail is removed: its other mails stay, else it is not logged any more: True."""
    others = [pk for pk in inbound.logged_as.values() if pk != str(email.pk)]
    mails = LoggedEmail.objects.filter(account=email.account_id, pk__in=others)
    left = mails.filter(inbound=inbound.pk).first() or mails.first()
    if left:
        decision = visibility.remembered(inbound, email)
        InboundMessage.objects.filter(pk=inbound.pk).update(email=left, decision=decision.stored())
        return False
    decision = replace(visibility.remembered(inbound, email), brings_back=False)
    InboundMessage.objects.filter(pk=inbound.pk).update(
        status=Status.NOT_LOGGED,
        reason=Reason.REMOVED,
        email=None,
        known_by="",
        logged_as={},
        decision=handiwork.remembered(decision, email).stored(),
        settled_at=timezone.now(),
    )
    return True


def release(account: int, names: list[str]) -> None:
    """Deletes the files that no mail of the account has any more.

    Not while mail is being processed, or a file stored after all: it may be about to name one of them, which it found
    stored already. What is left over then, or cannot be deleted now, goes within two days (`orphans`).
    """
    quota.forget(account)
    if any(
        rows.waiting().filter(account=account).exists() for rows in (InboundMessage.objects, BouncedAttachment.objects)
    ):
        return
    try:
        delete_unused(account, names)
    except OSError as problem:  # the mail is gone from the timelines all the same
        log.warning("files_not_deleted", problem=type(problem).__name__)


def delete_unused(account: int, names: list[str]) -> None:
    used = set(Attachment.objects.filter(account=account, blob__in=names).values_list("blob", flat=True))
    for name in sorted(set(names) - used):
        blobs.delete(name)
        blobs.delete(pictured.key(name))


def to_read_again(email: LoggedEmail) -> InboundMessageQuerySet:
    """The messages as received that bring a removed mail back: not those that brought others too, they stay settled."""
    kept = InboundMessage.objects.kept_of(email)
    alone = [pk for pk, mails in kept.values_list("pk", "logged_as") if len(mails) < 2]
    return kept.filter(pk__in=alone).order_by("id")
