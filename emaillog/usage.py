"""What a mail tells of the logging addresses themselves: that one is used, and that outsiders could read one (R39).

Written apart from the transaction of the mail, since all mails of an account would wait for each other at these rows.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from contacts.addresses import normalised
from emaillog import participants
from emaillog.drafts import Content
from emaillog.mime.values import ParsedMessage
from emaillog.models import InboundMessage, LoggingAddress
from emaillog.rejection import Reason
from emaillog.routing import Routed

HOUR = timedelta(hours=1)  # a page shows no finer time, and most mails need no write
FROM_OUTSIDE = (Reason.UNKNOWN_SENDER, Reason.SENDER_IS_CONTACT, Reason.SENDER_BLOCKED)


def note_use(inbound: InboundMessage, routed: Routed, message: ParsedMessage) -> None:
    """That one of our users sent this mail to the address, at most once an hour."""
    address, now = inbound.address, timezone.now()
    if address and (not address.last_used_at or address.last_used_at < now - HOUR):
        older = Q(last_used_at=None) | Q(last_used_at__lt=now - HOUR)
        LoggingAddress.objects.filter(older, account=address.account_id, pk=address.pk).update(last_used_at=now)
    note_leak(inbound, routed, message)


def note_originals(inbound: InboundMessage, routed: Routed, found: Iterable[Content]) -> None:
    for content in found:
        if content.forward:
            note_leak(inbound, routed, content.message)


def note_leak(inbound: InboundMessage, routed: Routed, message: ParsedMessage) -> None:
    """Marks the account's addresses that stand in To or Cc of a mail which also names somebody from outside."""
    if participants.outsiders(routed, (*message.sender, *message.to, *message.cc)):
        mark_leaked(inbound, message)


def note_stranger(inbound: InboundMessage, message: ParsedMessage, reason: Reason) -> None:
    """The same for what outsiders wrote to an address themselves, such as a contact who answered to all."""
    if reason in FROM_OUTSIDE:
        mark_leaked(inbound, message)


def mark_leaked(inbound: InboundMessage, message: ParsedMessage) -> None:
    boxes = filter(participants.is_ours, (*message.to, *message.cc))
    readable = {normalised(mailbox.address).partition("@")[0] for mailbox in boxes}
    if inbound.address and inbound.address.leaked_at:
        readable.discard(inbound.address.local_part)
    if readable:
        unmarked = LoggingAddress.objects.filter(account=inbound.account, leaked_at=None)
        unmarked.filter(local_part__in=readable).update(leaked_at=timezone.now())
