"""What is to be logged of one mail, complete before anything is written to the database."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from crm.models import zone_named
from emaillog import files, participants
from emaillog.files import File
from emaillog.mime import forwarded
from emaillog.mime.defects import Defect
from emaillog.mime.values import Forward, NoForward, ParsedMessage
from emaillog.models import InboundMessage, Route
from emaillog.participants import Participants
from emaillog.rejection import Reason, Rejected
from emaillog.routing import Routed
from emaillog.sanitising import sanitised

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
CLOCK_SKEW = timedelta(days=2)


@dataclass(frozen=True)
class Content:
    """A mail that is asked to be logged: the one on BCC itself, or an original that its forward brings."""

    message: ParsedMessage
    forward: Forward | None = None


@dataclass(frozen=True)
class Draft:
    """One mail to be logged: its content as it will be shown, and who it is about."""

    message: ParsedMessage
    participants: Participants
    occurred_at: datetime
    html: str
    note: str
    files: tuple[File, ...]
    defects: tuple[Defect, ...]

    @property
    def log_key(self) -> str:
        """What makes two mails the same one in an account (R34): the id alone never does, anybody can write it."""
        return hashlib.sha256(f"{self.message.message_id}\0{self.message.digest}".encode()).hexdigest()


def prepare(inbound: InboundMessage, routed: Routed, message: ParsedMessage) -> list[Draft]:
    """The mails to log of this message, each once; raises Rejected when there is none."""
    drafts: dict[str, Draft] = {}
    refusals: list[Rejected] = []
    for content in contents(routed, message):
        try:
            draft = draft_of(inbound, routed, content)
        except Rejected as refusal:
            refusals.append(refusal)
        else:
            drafts.setdefault(draft.log_key, draft)
    if not drafts:
        raise refusals[0]
    notes = (Defect.NOT_ALL_LOGGED,) if refusals else ()
    return [replace(draft, defects=(*draft.defects, *notes)) for draft in drafts.values()]


def contents(routed: Routed, message: ParsedMessage) -> list[Content]:
    """What the route makes of the message: itself by BCC, what it forwards by the other; raises Rejected."""
    if message.is_automatic:
        raise Rejected(Reason.AUTOMATIC_MESSAGE)
    if routed.is_redirect:
        return [Content(message, Forward((message,), "redirect", confidence=1.0))]
    outsiders = participants.outsiders(routed, (*message.to, *message.cc))
    if routed.route == Route.BCC and outsiders:
        return [Content(message)]
    if message.is_header_only:
        raise Rejected(Reason.UNCLEAR_FORWARD)
    forward = forwarded.read(message, routed.own_addresses, routed.own_names)
    if routed.route == Route.BCC:
        found = isinstance(forward, Forward)
        raise Rejected(Reason.USE_FORWARDING_ADDRESS if found else Reason.NO_RECIPIENTS)  # R32
    if isinstance(forward, Forward):
        return [Content(original, forward) for original in forward.messages]
    if outsiders and (forward.reason == "no_forwarded_header" or is_hidden_copy(message, forward)):
        raise Rejected(Reason.USE_BCC_ADDRESS)  # R32
    raise Rejected(Reason(forward.reason), forward.original)


def is_hidden_copy(message: ParsedMessage, forward: NoForward) -> bool:
    """Whether it is one's own reply with the forwarding address on BCC, rather than a forward of the thread to us."""
    return forward.reason == "reply_thread" and not any(map(participants.is_ours, (*message.to, *message.cc)))


def draft_of(inbound: InboundMessage, routed: Routed, content: Content) -> Draft:
    message, forward = content.message, content.forward
    of = participants.of_forwarded_mail if forward else participants.of_sent_mail
    occurred_at, doubts = time_of(message, routed, inbound)
    html = sanitised(message.html)
    if message.html.strip() and message.text.strip() and not html:
        doubts += (Defect.HTML_LEFT_OUT,)
    return Draft(
        message=message,
        participants=of(routed, message),
        occurred_at=occurred_at,
        html=html,
        note=forward.note if forward else "",
        files=files.planned(routed, message.parts),
        defects=tuple(dict.fromkeys((*message.defects, *doubts))),
    )


def time_of(message: ParsedMessage, routed: Routed, inbound: InboundMessage) -> tuple[datetime, tuple[Defect, ...]]:
    """When the mail was written; a time without a zone is the logger's own, an impossible one is that of receipt."""
    date = message.date
    if date is None:
        return inbound.received_at, (Defect.DATE_MISSING,)
    if date.tzinfo is None:
        date = date.replace(tzinfo=zone_named(routed.logger.time_zone) or UTC)
    if not EARLIEST <= date <= inbound.received_at + CLOCK_SKEW:
        return inbound.received_at, (Defect.DATE_IMPLAUSIBLE,)
    return date.astimezone(UTC), ()  # PostgreSQL knows no offset beyond 15:59
