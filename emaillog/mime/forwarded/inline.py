"""Forwards whose header stands in the body, as lines of text or of HTML."""

from dataclasses import dataclass, replace
from typing import Literal

from emaillog.mime.defects import Defect
from emaillog.mime.forwarded import attribution, confidence, evidence, markers, spans, subject
from emaillog.mime.forwarded.attribution import Attribution
from emaillog.mime.forwarded.evidence import Own
from emaillog.mime.forwarded.heading import Heading
from emaillog.mime.forwarded.markers import Block
from emaillog.mime.lines import Line, text_of
from emaillog.mime.values import NoForward, ParsedMessage

Doubt = Literal["", "reply_thread", "unclear_forward", "original_sender_has_no_address"]


@dataclass(frozen=True)
class Found:
    """A forwarded message in the lines of a body: lines[first:last + 1] is its header, lines[last + 1:end] its text."""

    heading: Heading
    first: int
    last: int
    end: int
    depth: int  # of quotation, to be taken off its text
    confidence: float
    text: str
    doubt: Doubt = ""  # why it is not to be logged
    defects: tuple[Defect, ...] = ()

    @property
    def evidence(self) -> dict[str, str]:
        """What the header said, for the delivery log."""
        sender, date = self.heading.sender, self.heading.date
        return {
            "from": sender.address or sender.name,
            "subject": self.heading.subject,
            "date": date.isoformat() if date else "",
            "confidence": f"{self.confidence:.2f}",
        }


def find(lines: list[Line], message: ParsedMessage, users: Own) -> Found | NoForward | None:
    """The outermost forwarded message (R26), why there is none, or None when nothing speaks of one."""
    found = _without_note(list(markers.find(lines, message)))
    if not found:
        return None
    first, below = found[0], found[1:]
    if isinstance(first, Attribution):
        answered = NoForward("reply_thread", text_of(lines[: first.first]), {"attribution": first.text[:200]})
        return _attributed(first, lines, message) or answered
    read = _read(first, below, lines, users)
    return replace(read, doubt=_doubt(first, below, lines[read.last + 1 : read.end], message, users))


def _without_note(found: list[Block | Attribution]) -> list[Block | Attribution]:
    """Labels that the forwarder typed above a header which is beyond doubt are part of the note."""
    sure = max((at for at, each in enumerate(found) if _is_beyond_doubt(each)), default=0)
    first = next((at for at, each in enumerate(found[:sure]) if not _may_be_typed(each)), sure)
    return found[first:]


def _may_be_typed(marker: Block | Attribution) -> bool:
    return isinstance(marker, Block) and marker.confidence < confidence.BAR


def _is_beyond_doubt(marker: Block | Attribution) -> bool:
    if isinstance(marker, Attribution):
        return False
    return marker.confidence >= (confidence.BAR if marker.heading.has_outer_subject else confidence.STRONG)


def _read(block: Block, below: list[Block | Attribution], lines: list[Line], users: Own) -> Found:
    last, end = spans.of(lines, block, below[0].first if below else -1)
    body = lines[last + 1 : end]
    depth = spans.depth(body, block.depth)
    defects = (Defect.OWN_WORDS,) if spans.has_answers_inside(body, users.names) else ()
    text = text_of(body, depth).strip("\n\ufeff")
    return Found(block.heading, block.first, last, end, depth, block.confidence, text, defects=defects)


def _doubt(
    block: Block, below: list[Block | Attribution], body: list[Line], message: ParsedMessage, users: Own
) -> Doubt:
    if refused := _refusal(block, message):
        return refused
    if evidence.is_reply_thread(block, below, body, users):
        return "reply_thread"
    sender = block.heading.sender
    if not sender.address and not users.wrote(sender):
        return "original_sender_has_no_address"
    return "unclear_forward" if block.confidence < confidence.BAR else ""


def _refusal(block: Block, message: ParsedMessage) -> Literal["", "reply_thread", "unclear_forward"]:
    """R4: where a client writes replies and forwards alike, only the forward's own subject tells them apart."""
    if block.kind == "forwarded":
        return ""
    meaning = subject.meaning(message.subject, block.heading.labels)
    if meaning == "forward" or (block.kind == "words" and not meaning):
        return ""
    if meaning == "reply":
        return "reply_thread"
    return "" if _is_sent_on(block.heading, message) else "unclear_forward"


def _is_sent_on(heading: Heading, message: ParsedMessage) -> bool:
    """A prefix in an unknown language: an answer would go to somebody whom the header names."""
    outer = {box.address.lower() for box in (*message.to, *message.cc)}
    named = {box.address.lower() for box in (heading.sender, *heading.reply_to, *heading.to, *heading.cc)}
    return subject.has_unknown_prefix(message.subject, heading.subject) and outer.isdisjoint(named)


def _attributed(found: Attribution, lines: list[Line], message: ParsedMessage) -> Found | None:
    """Seen in practice: Outlook 2019 for Mac forwards plain text under an attribution, set in by four blanks."""
    is_forward = subject.meaning(message.subject, set()) == "forward"
    if not (is_forward and found.is_indented and found.address):
        return None
    body = [Line(line.text.removeprefix("    "), line.depth) for line in lines[found.last + 1 :]]
    heading = Heading(
        attribution.mailbox(found),
        subject=subject.split(message.subject)[1],
        date=attribution.date(found, message.date),
        last=found.last,
    )
    return Found(heading, found.first, found.last, len(lines), found.depth, 0.8, text_of(body))
