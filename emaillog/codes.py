"""Codes that prove who reads an address: mailed to it, and only so often."""

from datetime import datetime, timedelta
from enum import Enum

import structlog
from django.core.cache import cache
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.models import Membership
from emaillog.models import RegisteredAddress

log = structlog.get_logger(__name__)

PAUSE = timedelta(minutes=1)  # between two codes to one address
DAY = timedelta(days=1)
A_DAY = 10  # codes that one user may have sent

Sending = tuple[datetime, str]  # when, and to which address


class Sent(Enum):
    SENT = "sent"
    TOO_SOON = "too soon"
    TOO_MANY = "too many"
    FAILED = "failed"


def send(registered: RegisteredAddress, membership: Membership) -> Sent:
    """Mails a new code to the address; one that could not be handed over counts for nothing and is void."""
    if refusal := book(membership, registered.address):
        return refusal
    code = registered.new_code()
    context = {"code": code, "user": membership.user, "account": membership.account}
    subject = _("%(code)s is your code for Blindcopy") % {"code": code}
    try:
        send_mail(subject, render_to_string("emaillog/address_code.txt", context), None, [registered.address])
    except Exception:  # every mail backend fails in its own way, and the person is told
        log.exception("code_not_sent", registered=registered.pk)
        registered.forget_code()
        unbook(membership, registered.address)
        return Sent.FAILED
    return Sent.SENT


def book(membership: Membership, address: str) -> Sent | None:
    """Notes that a code goes out now, unless that is too often; survives the address's being removed and added anew."""
    now = timezone.now()
    with transaction.atomic():
        Membership.objects.select_for_update().get(pk=membership.pk)  # so that many clicks at once are counted
        lately = [sending for sending in sendings(membership) if sending[0] > now - DAY]
        if any(to == address and at > now - PAUSE for at, to in lately):
            return Sent.TOO_SOON
        if len(lately) >= A_DAY:
            return Sent.TOO_MANY
        cache.set(key(membership), [*lately, (now, address)], DAY.total_seconds())
    return None


def unbook(membership: Membership, address: str) -> None:
    lately = sendings(membership)
    last = max((sending for sending in lately if sending[1] == address), default=None)
    cache.set(key(membership), [sending for sending in lately if sending != last], DAY.total_seconds())


def sendings(membership: Membership) -> list[Sending]:
    found: list[Sending] = cache.get(key(membership), [])
    return found


def key(membership: Membership) -> str:
    return f"address-codes-{membership.user_id}"
