"""Forwards whose header stands in the body, as lines of text or of HTML."""

from dataclasses import dataclass
from typing import Literal

from emaillog.mime.forwarded import attribution, evidence, markers, separator, subject
from emaillog.mime.forwarded.attribution import Attribution
from emaillog.mime.forwarded.evidence import Own
from emaillog.mime.forwarded.heading import Heading
from emaillog.mime.forwarded.markers import Block
from emaillog.mime.lines import Line, text_of
from emaillog.mime.values import NoForward, ParsedMessage

_CONFIDENCE = {"forwarded": 0.97, "words": 0.85, "original": 0.9, "ruler": 0.9, "none": 0.88}


@dataclass
class Found:
    """A forwarded message in the lines of a body: lines[first:last + 1] is its header, lines[last + 1:end] its text."""

    heading: Heading
    first: int
    last: int
    end: int
    depth: int  # of quotation, to be taken off its text
    confidence: float
    text: str
    is_anonymous: bool = False  # the header names somebody without an address, who is no user


def find(lines: list[Line], message: ParsedMessage, users: Own) -> Found | NoForward | None:
    """The outermost forwarded message (R26), why there is none, or None when nothing speaks of one."""
    found = list(markers.find(lines, 0, message.subject, message.date))
    if not found:
        return None
    first, below = found[0], found[1:]
    note = text_of(lines[: first.first])
    if isinstance(first, Attribution):
        return _attributed(first, lines, message) or NoForward("reply_thread", note, {"attribution": first.text[:200]})
    last, end = _span(lines, first)
    body = lines[last + 1 : end]
    if refused := _refusal(first, message):
        return NoForward(refused, note, evidence_of(first.heading))
    if evidence.is_reply_thread(first, below, body, users):
        return NoForward("reply_thread", note, evidence_of(first.heading))
    depth = min((line.depth for line in body if not line.is_blank), default=first.depth)
    text = text_of(body, depth).strip("\n\ufeff")
    confidence, sender = _CONFIDENCE[first.kind], first.heading.sender
    is_anonymous = not sender.address and not users.wrote(sender)
    return Found(first.heading, first.first, last, end, depth, confidence, text, is_anonymous)


def _refusal(block: Block, message: ParsedMessage) -> Literal["", "reply_thread", "unclear_forward"]:
    """R4: where a client writes replies and forwards alike, only the forward's own subject tells them apart."""
    if block.kind == "forwarded":
        return ""
    meaning = subject.meaning(message.subject, block.heading.labels)
    if meaning == "forward" or (block.kind == "words" and not meaning):
        return ""
    return "reply_thread" if meaning == "reply" else "unclear_forward"


def evidence_of(heading: Heading) -> dict[str, str]:
    """What the header said, for the delivery log."""
    return {
        "from": heading.sender.address or heading.sender.name,
        "subject": heading.subject,
        "date": heading.date.isoformat() if heading.date else "",
    }


def _span(lines: list[Line], block: Block) -> tuple[int, int]:
    """The last line above the text and the first below it, rulers around the text taken off."""
    last, end = block.last, _end(lines, block)
    shown = [at for at in range(last + 1, end) if not lines[at].is_blank]
    if shown and lines[shown[0]].text == lines[block.first].text and separator.closes(lines[shown[0]].text):
        last = shown[0]  # Zoho repeats its announcement below the labels
    if shown and shown[-1] > last and separator.closes(lines[shown[-1]].text):
        end = shown[-1]
    return last, end


def _end(lines: list[Line], block: Block) -> int:
    """Where the quotation that the header stands in ends: what follows is the forwarder's again."""
    is_inside = False
    for at in range(block.last + 1, len(lines) if block.depth else 0):
        if lines[at].depth < block.depth and not lines[at].is_blank:
            return at if is_inside else len(lines)
        is_inside = is_inside or not lines[at].is_blank
    return len(lines)


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
