"""What is to be logged of one mail, complete before anything is written to the database."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from crm.models import zone_named
from emaillog import files, keys, participants, routing
from emaillog.files import File
from emaillog.known import Known, Question
from emaillog.mime import forwarded
from emaillog.mime.defects import Defect
from emaillog.mime.values import Forward, NoForward, ParsedMessage
from emaillog.models import InboundMessage, Route
from emaillog.participants import Participants
from emaillog.rejection import Reason, Rejected
from emaillog.routing import Routed
from emaillog.sanitising import sanitised
from emaillog.snippets import snippet

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
CLOCK_SKEW = timedelta(days=2)


@dataclass(frozen=True)
class Content:
    """A mail that is asked to be logged: the one on BCC itself, or an original that its forward brings."""

    message: ParsedMessage
    forward: Forward | None = None
    is_received: bool = False  # although nothing forwarded it


@dataclass(frozen=True)
class Draft:
    """One mail to be logged: its content as it will be shown, and who it is about."""

    message: ParsedMessage
    participants: Participants
    occurred_at: datetime
    html: str
    snippet: str  # what a row of the timeline shows
    note: str
    found_in: str  # where a forward had it
    files: tuple[File, ...]
    defects: tuple[Defect, ...]
    place: int = 0  # in the message that brings it

    @property
    def log_key(self) -> str:
        return keys.log_key(self.message)

    @property
    def identity_key(self) -> str:
        return keys.identity_key(self.message, self.occurred_at)

    @property
    def shape_key(self) -> str:
        return keys.shape_key(self.message, self.occurred_at)


def question(inbound: InboundMessage, routed: Routed, found: list[Content]) -> Question:
    """What must be known of these mails and their people before anything of them is logged."""
    messages = [content.message for content in found]
    times = [time_of(message, routed, inbound)[0] for message in messages]
    pairs = list(zip(messages, times, strict=True))
    named = {keys.log_key(message) for message in messages} | {keys.identity_key(*pair) for pair in pairs}
    return Question(
        addresses=participants.addresses(messages) | participants.addresses_of_chosen(routed),
        keys=frozenset(named - {""}),
        contents=frozenset(message.digest for message in messages),
        shapes=frozenset(keys.shape_key(*pair) for pair in pairs),
        answered=frozenset(each for message in messages for each in keys.answered(message)),
        messages=frozenset(filter(None, (keys.message_key(message.message_id) for message in messages))),
        talks=frozenset(filter(None, map(keys.talk_key, messages))),
        written_at=tuple(times),
    )


def prepare(inbound: InboundMessage, routed: Routed, found: list[Content], known: Known) -> list[Draft]:
    """The mails to log, each once; raises Rejected when there is none."""
    drafts: dict[str, Draft] = {}
    refusals: list[Rejected] = []
    for place, content in enumerate(found):
        try:
            draft = replace(draft_of(inbound, routed, content, known), place=place)
        except Rejected as refusal:
            refusals.append(refusal)
        else:
            drafts.setdefault(draft.log_key, draft)
    if not drafts:
        # What was refused for another reason is kept, so it must not go with what is never logged.
        raise next((each for each in refusals if each.reason != Reason.NEVER_LOGGED), refusals[0])
    notes = (Defect.NOT_ALL_LOGGED,) if refusals else ()
    return [replace(draft, defects=(*draft.defects, *notes)) for draft in drafts.values()]


def contents(routed: Routed, message: ParsedMessage) -> list[Content]:
    """What the route makes of the message: itself by BCC, what it forwards by the other; raises Rejected."""
    found = candidates(routed, message)
    if not routed.decision.user and any(is_our_own(routed, content.message) for content in found):
        raise Rejected(Reason.MAIL_LOOP)  # R38: a notice of ours that somebody sent on is nobody's mail
    return found


def is_our_own(routed: Routed, message: ParsedMessage) -> bool:
    author = routing.single(message.sender)
    return message.is_notice or (author not in routed.own_addresses and routing.is_our_own(author))


def candidates(routed: Routed, message: ParsedMessage) -> list[Content]:
    if message.is_automatic and routed.route == Route.FORWARD and not routed.decision.user:
        raise Rejected(Reason.AUTOMATIC_MESSAGE)
    if routed.is_received:
        return [Content(message, Forward((message,), "redirect", confidence=1.0))]
    outsiders = participants.outsiders(routed, (*message.to, *message.cc))
    if routed.route == Route.BCC and (outsiders or routed.decision.contact):
        return [Content(message)]
    forward = read_forward(routed, message)
    if routed.route == Route.BCC:
        found = isinstance(forward, Forward)
        raise Rejected(Reason.USE_FORWARDING_ADDRESS if found else Reason.NO_RECIPIENTS)  # R32
    if isinstance(forward, Forward):
        return [Content(original, forward) for original in forward.messages]
    if routed.decision.logs_whole:
        return [Content(forward.original or message, is_received=forward.original is not None)]
    if outsiders and (forward.reason == "no_forwarded_header" or is_hidden_copy(message, forward)):
        raise Rejected(Reason.USE_BCC_ADDRESS)  # R32
    raise Rejected(Reason(forward.reason), forward.original)


def read_forward(routed: Routed, message: ParsedMessage) -> Forward | NoForward:
    if message.is_header_only:
        return NoForward("unclear_forward")
    return forwarded.read(message, routed.own_addresses, routed.own_names)


def is_hidden_copy(message: ParsedMessage, forward: NoForward) -> bool:
    """Whether it is one's own reply with the forwarding address on BCC, rather than a forward of the thread to us."""
    return forward.reason == "reply_thread" and not any(map(participants.is_ours, (*message.to, *message.cc)))


def draft_of(inbound: InboundMessage, routed: Routed, content: Content, known: Known) -> Draft:
    message, forward = content.message, content.forward
    of = participants.of_received_mail if forward or content.is_received else participants.of_sent_mail
    occurred_at, doubts = time_of(message, routed, inbound)
    html = sanitised(message.html)
    if message.html.strip() and message.text.strip() and not html:
        doubts += (Defect.HTML_LEFT_OUT,)
    return Draft(
        message=message,
        participants=of(routed, known, message),
        occurred_at=occurred_at,
        html=html,
        snippet=snippet(message.text, message.subject, message.sender[0].name if message.sender else ""),
        note=forward.note if forward else "",
        found_in=forward.found_in if forward else "",
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
