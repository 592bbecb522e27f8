"""Tests of an address: a user's mail with the code of a running test is explained on its page and goes no further."""

from emaillog import explaining, routing
from emaillog.mime.values import ParsedMessage
from emaillog.models import InboundMessage, Rehearsal
from emaillog.rejection import Reason, Rejected
from emaillog.staff import Staff


def watch(inbound: InboundMessage, message: ParsedMessage) -> None:
    """Raises Rejected for a test, so that nothing of it is logged.

    A mail with the code from an address that is not the user's is shown on the page too, which says so, and then
    processed as any other.
    """
    tests = Rehearsal.objects.named_in(inbound.account, message.subject, inbound.received_at)
    rehearsal = tests.filter(address=inbound.address_id).first()
    if rehearsal is None:
        return
    # On a copy: what a test finds out about the mail must not decide what becomes of it if it is none.
    explained = explaining.explanations(copy_of(inbound), message)
    rehearsal.note(inbound.received_at, [explaining.shortened(each) for each in explained])
    if is_from(rehearsal, message):
        inbound.logger, inbound.sender = rehearsal.user, routing.single(message.sender)
        raise Rejected(Reason.TEST_MAIL)


def copy_of(inbound: InboundMessage) -> InboundMessage:
    return InboundMessage(
        account=inbound.account,
        address_id=inbound.address_id,
        route=inbound.route,
        envelope_recipient=inbound.envelope_recipient,
        verdicts=inbound.verdicts,
        received_at=inbound.received_at,
    )


def is_from(rehearsal: Rehearsal, message: ParsedMessage) -> bool:
    """Whether the user of the test sent it, alone or as one of several who have the address (R18)."""
    claims = Staff.of(rehearsal.account).claims
    senders = (routing.single(message.sender), routing.single(message.resent_from))
    return any(claim.membership.user_id == rehearsal.user_id for each in senders for claim in claims.get(each, ()))
