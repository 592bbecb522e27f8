"""Mail that was refused for another reason although it is nobody's business here: of it too nothing stays (R33)."""

from crm.models import User
from emaillog import participants
from emaillog.known import Question, look_up
from emaillog.mime.values import ParsedMessage
from emaillog.models import InboundMessage
from emaillog.rejection import Reason, Rejected
from emaillog.staff import Staff

# A test is told from other mail before, and keeps no content of anybody who is listed.
LOOKED_AT = frozenset({Reason.NEVER_LOGGED, Reason.TEST_MAIL})


def judged(inbound: InboundMessage, message: ParsedMessage, refusal: Rejected) -> Rejected:
    """The refusal, or `never_logged` where everybody from outside whom the mail names is on a never-log list."""
    if inbound.account is None or refusal.reason in LOOKED_AT:
        return refusal
    here = Staff.of(inbound.account)
    messages = (message, *([refusal.original] if refusal.original else []))
    boxes = [box for each in messages for box in (*each.sender, *each.to, *each.cc)]
    addresses = frozenset(one.address for one in participants.outsiders(here, boxes))
    if not addresses:
        return refusal
    known = look_up(here.rules, inbound.logger or User(), Question(addresses))
    return Rejected(Reason.NEVER_LOGGED) if all(map(known.is_never_logged, addresses)) else refusal
