"""Whether the logger is told what was left out of a mail, and to which address (R10, R38; RFC 3834 section 2).

A notice goes to the address by which an active user was recognised, and to nobody else: neither From nor the envelope
sender of a mail can direct it elsewhere. `X-Auto-Response-Suppress` keeps nobody from being told: Exchange writes it
on ordinary mail too. Nor do many mails at once: the limits of a user cover that, and whoever catches up loses little.
"""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from contacts.addresses import domain_of
from crm.models import Membership, User
from emaillog import intake, routing, verdicts
from emaillog.mime.values import ParsedMessage
from emaillog.models import InboundMessage, Notice, Suppression
from emaillog.routing import Routed
from emaillog.verdicts import Verdict

MOST = ((timedelta(hours=1), 5), (timedelta(days=1), 20))  # notices that one user is sent, in all their accounts


def about(inbound: InboundMessage, routed: Routed, message: ParsedMessage, email: UUID) -> Notice:
    """The one notice about this mail: waiting to be sent, or suppressed with its reason; told of once, it stays so."""
    reason = suppression(inbound, routed, message) or limit(routed.logger)
    status = Notice.Status.SUPPRESSED if reason else Notice.Status.WAITING
    notice, is_new = Notice.objects.get_or_create(
        inbound=inbound,
        defaults={
            "account": routed.account,
            "email_id": email,
            "user": routed.logger,
            "recipient": routed.address,
            "status": status,
            "reason": reason,
        },
    )
    if is_new and not reason:
        transaction.on_commit(lambda: intake.ring("send_notice", [notice.pk]))
    return notice


def suppression(inbound: InboundMessage, routed: Routed, message: ParsedMessage) -> Suppression | str:
    """Why nobody may be told, "" when somebody is."""
    return next((reason for reason, is_so in guards(inbound, routed, message) if is_so), "")


def guards(inbound: InboundMessage, routed: Routed, message: ParsedMessage) -> Iterator[tuple[Suppression, bool]]:
    """Every guard with whether it holds the notice back, the cheap ones first."""
    senders = (inbound.sender, routed.address, inbound.envelope_sender.lower())
    yield Suppression.NULL_SENDER, inbound.has_null_sender
    yield Suppression.OWN_MAIL, message.is_notice or any(map(is_ours, senders))
    yield Suppression.AUTOMATIC, message.is_automatic
    yield Suppression.BULK, message.is_bulk
    yield Suppression.TOO_MANY_HOPS, message.hops > routing.MOST_HOPS
    yield Suppression.FROM_REVIEW, routed.decision.user is not None or routed.decision.trusts_sender
    yield Suppression.NOT_REGISTERED, not is_registered(routed)
    yield Suppression.CHECK_FAILED, verdicts.of(inbound, message, routed.address) == Verdict.FAIL


def is_ours(sender: str) -> bool:
    """Whether it is an address of the domain that the notices themselves come from."""
    return bool(domain_of(sender).rstrip(".") == settings.INBOUND_DOMAIN)


def is_registered(routed: Routed) -> bool:
    """Whether the user has proven that the address is theirs, or signs in with it (R21 b)."""
    claims = routed.staff.claims.get(routed.address, ())
    return any(claim.may_log and claim.membership.user_id == routed.logger.pk for claim in claims)


def limit(user: User) -> Suppression | str:
    """`too_many` when the user was told often enough. Mails that are logged at the same moment count each other."""
    # Not against those who only refer to the user: else two mails that are being logged wait for each other.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    homes = Membership.objects.filter(user=user).values("account")
    mine = Notice.objects.filter(account__in=homes, user=user).exclude(status=Notice.Status.SUPPRESSED)
    now = timezone.now()
    is_reached = any(mine.filter(created_at__gt=now - span)[:most].count() >= most for span, most in MOST)
    return Suppression.TOO_MANY if is_reached else ""
