"""Tests of an address: a user's mail with the code of a running test is explained on its page and goes no further."""

from emaillog import explaining, routing
from emaillog.explaining import Explanation
from emaillog.mime.source import Source
from emaillog.mime.values import ParsedMessage
from emaillog.models import InboundMessage, Rehearsal
from emaillog.rejection import Reason, Rejected
from emaillog.staff import Staff

SHOWN = ("route", "outcome", "reason", "logged_by", "direction", "date", "forward", "defects")
SHOWN_OF_CONTENT = ("subject", "from", "contacts")


def watch(inbound: InboundMessage, message: ParsedMessage, source: Source) -> None:
    """Raises Rejected for a test, so that nothing of it is logged.

    A mail with the code from an address that is nobody's is shown on the page too, which says so, and then processed as
    any other; so is one that goes to nobody but people who are never logged, of which nothing may stay (R33).
    """
    tests = Rehearsal.objects.named_in(inbound.account, message.subject, inbound.received_at)
    rehearsal = tests.filter(address=inbound.address_id).first()
    if rehearsal is None:
        return
    # On a copy: what a test finds out about the mail must not decide what becomes of it if it is none.
    copy = copy_of(inbound)
    explained = explaining.explanations(copy, message, source)
    is_mine = is_from(rehearsal, message)
    if is_mine or copy.logger is None:
        rehearsal.note(inbound.received_at, [shown(each) for each in explained])
    if is_mine and any(each["reason"] != Reason.NEVER_LOGGED for each in explained):
        inbound.logger, inbound.sender = rehearsal.user, routing.single(message.sender)
        raise Rejected(Reason.TEST_MAIL)


def shown(explanation: Explanation) -> Explanation:
    """What the page of the test needs: nothing of the text, and no content at all of what is never logged."""
    facts = {key: explanation[key] for key in SHOWN}
    is_kept = explanation["reason"] != Reason.NEVER_LOGGED
    return facts | {key: explanation[key] for key in SHOWN_OF_CONTENT if is_kept}


def copy_of(inbound: InboundMessage) -> InboundMessage:
    return InboundMessage(
        account=inbound.account,
        address_id=inbound.address_id,
        route=inbound.route,
        envelope_recipient=inbound.envelope_recipient,
        envelope_sender=inbound.envelope_sender,
        door=inbound.door,
        verdicts=inbound.verdicts,
        received_at=inbound.received_at,
    )


def is_from(rehearsal: Rehearsal, message: ParsedMessage) -> bool:
    """Whether the user of the test sent it, alone or as one of several who have the address (R18)."""
    claims = Staff.of(rehearsal.account).claims
    senders = (routing.single(message.sender), routing.single(message.resent_from))
    return any(claim.membership.user_id == rehearsal.user_id for each in senders for claim in claims.get(each, ()))
