"""Sends one notice, whichever worker comes first: claimed by a lease, built, handed over, marked.

A worker that dies after handing it over leaves it waiting. The next one sends it once more under the same Message-ID,
by which mail programs know it for the same.
"""

from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from contacts.addresses import normalised
from crm.logs import steps
from crm.models import Membership, User
from crm.models.lease import LONGEST_WAIT
from emaillog import intake, letters, outbox
from emaillog.faults import TRANSIENT
from emaillog.mime.charset import storable
from emaillog.models import BouncedAttachment, Notice, RegisteredAddress, Suppression

log = structlog.get_logger(__name__)

# RFC 5321 section 4.5.4.1: four to five days. Nearly all attempts wait the longest time.
MOST_ATTEMPTS = timedelta(days=5) // timedelta(seconds=LONGEST_WAIT)
REMOVED = "The mail was removed before the notice went out."
FRESH = {"status": Notice.Status.WAITING, "reason": "", "problem": "", "attempts": 0}


def send(pk: int) -> None:
    if not Notice.objects.claim(pk):
        return
    notice = Notice.objects.select_related("account", "user", "inbound", "email").get(pk=pk)
    try:
        attempt(notice)
    except outbox.RefusedError as refusal:
        log.warning("notice_refused", id=pk)
        settle(notice, Notice.Status.FAILED, problem=str(refusal))
    except (outbox.NotNowError, *TRANSIENT) as problem:
        log.warning("notice_not_sent", id=pk, problem=type(problem).__name__, attempts=notice.attempts)
        try_later(notice, problem)
    except Exception as problem:  # noqa: BLE001 (whatever it is, the next notice must not wait)
        fault = {"problem": type(problem).__name__, "steps": steps(problem)}
        log.error("notice_struck", id=pk, **fault)  # noqa: TRY400 (steps() says why)
        try_later(notice, problem)


def attempt(notice: Notice) -> None:
    """Raises what the outbox raises; what must not or need not be sent any more is settled instead."""
    user = still_theirs(notice)
    if user is None:
        settle(notice, Notice.Status.SUPPRESSED, reason=Suppression.NOT_REGISTERED)
    elif report := letters.report(notice, user):
        outbox.send(report)
        settle(notice, Notice.Status.SENT, sent_at=timezone.now(), times=F("times") + 1, problem="")
        log.info("notice_sent", id=notice.pk)
    elif BouncedAttachment.objects.filter(account=notice.account, notice=notice).exists():
        settle(notice, Notice.Status.SUPPRESSED, reason=Suppression.NOTHING_LOST)
    else:
        settle(notice, Notice.Status.FAILED, problem=REMOVED)


def still_theirs(notice: Notice) -> User | None:
    """The user, while they are active in the account and the address is one that they have proven or sign in with."""
    place = Membership.objects.filter(account=notice.account_id, user=notice.user_id, is_active=True)
    member = place.filter(user__is_active=True).select_related("user").first()
    if member is None:
        return None
    proven = RegisteredAddress.objects.filter(account=notice.account_id, user=member.user, address=notice.recipient)
    is_theirs = normalised(member.user.email) == notice.recipient or proven.filter(~Q(verified_at=None)).exists()
    return member.user if is_theirs else None


def settle(notice: Notice, status: Notice.Status, **fields: object) -> None:
    """Changes nothing when another attempt has settled it meanwhile."""
    if "problem" in fields:
        fields["problem"] = storable(str(fields["problem"]))[:500]
    Notice.objects.waiting().filter(pk=notice.pk).update(status=status, **fields)


def try_later(notice: Notice, problem: Exception) -> None:
    if notice.attempts >= MOST_ATTEMPTS:
        settle(notice, Notice.Status.FAILED, problem=str(problem))
    else:
        notice.back_off(str(problem))


def resend(notice: Notice) -> bool:
    """Lets it wait to be sent once more, or at last, as an administrator wishes; its limits do not hold for that.

    False: it is on its way, or its address is no longer one of an active user.
    """
    if still_theirs(notice) is None:
        return False
    settled = Notice.objects.filter(account=notice.account_id, pk=notice.pk).exclude(status=Notice.Status.WAITING)
    is_waiting = bool(settled.update(**FRESH, retry_at=timezone.now()))
    if is_waiting:
        transaction.on_commit(lambda: intake.ring("send_notice", [notice.pk]))
    return is_waiting
