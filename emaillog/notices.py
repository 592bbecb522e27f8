"""Whether the logger is told what was left out of a mail, and to which address (R10, R38; RFC 3834 section 2)."""

from uuid import UUID

from django.db import transaction

from emaillog import intake
from emaillog.mime.values import ParsedMessage
from emaillog.models import InboundMessage, Notice, Suppression
from emaillog.routing import Routed


def about(inbound: InboundMessage, routed: Routed, message: ParsedMessage, email: UUID) -> Notice:
    """The one notice about this mail: waiting to be sent, or suppressed with its reason; told of once, it stays so."""
    reason = suppression(inbound, routed, message)
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
    return ""
