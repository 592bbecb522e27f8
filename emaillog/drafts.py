"""What is to be logged of one mail, complete before anything is written to the database."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from emaillog import files, participants
from emaillog.files import File
from emaillog.mime import forwarded
from emaillog.mime.values import Forward, NoForward, ParsedMessage
from emaillog.models import InboundMessage, Route
from emaillog.participants import Participants
from emaillog.rejection import Reason, Rejected
from emaillog.routing import Routed
from emaillog.sanitising import sanitised

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
CLOCK_SKEW = timedelta(days=2)


@dataclass(frozen=True)
class Draft:
    """One mail to be logged: its content as it will be shown, and who it is about."""

    message: ParsedMessage
    participants: Participants
    occurred_at: datetime
    note: str = ""
    html: str = ""
    files: tuple[File, ...] = ()
    defects: tuple[str, ...] = ()

    @property
    def log_key(self) -> str:
        """What makes two mails the same one in an account (R34): the id alone never does, anybody can write it."""
        return hashlib.sha256(f"{self.message.message_id}\0{self.message.digest}".encode()).hexdigest()


def prepare(inbound: InboundMessage, routed: Routed, message: ParsedMessage) -> list[Draft]:
    """The mails in this message, each once, with their files stored; raises Rejected when there is none to log."""
    if message.is_empty:
        raise Rejected(Reason.EMPTY_MESSAGE)
    if message.is_automatic:
        raise Rejected(Reason.AUTOMATIC_MESSAGE)
    found = sent_mail(routed, message) if routed.route == Route.BCC else forwarded_mails(routed, message)
    drafts = {}
    for content, people, note in found:
        at, doubts = time_of(content, routed, inbound)
        draft = Draft(
            message=content,
            participants=people,
            occurred_at=at,
            note=note,
            html=sanitised(content.html),
            files=files.keep(routed, content.parts),
            defects=(*content.defects, *doubts),
        )
        drafts.setdefault(draft.log_key, draft)
    return list(drafts.values())


def sent_mail(routed: Routed, message: ParsedMessage) -> list[tuple[ParsedMessage, Participants, str]]:
    try:
        return [(message, participants.of_sent_mail(routed, message), "")]
    except Rejected as refusal:
        if isinstance(read_forward(routed, message), Forward):
            raise Rejected(Reason.USE_FORWARDING_ADDRESS) from refusal  # R32
        raise


def forwarded_mails(routed: Routed, message: ParsedMessage) -> list[tuple[ParsedMessage, Participants, str]]:
    forward = read_forward(routed, message)
    if isinstance(forward, NoForward):
        is_wrong_address = forward.reason == "no_forwarded_header" and participants.outsiders(
            routed, (*message.to, *message.cc)
        )
        raise Rejected(Reason.USE_BCC_ADDRESS if is_wrong_address else Reason(forward.reason))  # R32
    return [(original, participants.of_forwarded_mail(routed, original), forward.note) for original in forward.messages]


def read_forward(routed: Routed, message: ParsedMessage) -> Forward | NoForward:
    return forwarded.read(message, routed.own_addresses, routed.own_names)


def time_of(message: ParsedMessage, routed: Routed, inbound: InboundMessage) -> tuple[datetime, tuple[str, ...]]:
    """When the mail was written; a time without a zone is the logger's own, an impossible one is that of receipt."""
    date = message.date
    if date is None:
        return inbound.received_at, ("date_missing",)
    if date.tzinfo is None:
        date = date.replace(tzinfo=ZoneInfo(routed.logger.time_zone or "UTC"))
    if not EARLIEST <= date <= inbound.received_at + CLOCK_SKEW:
        return inbound.received_at, ("date_implausible",)
    return date, ()
