"""Reads forwarded mail: who wrote the original, to whom, when and what, whatever client forwarded it (R23 to R31)."""

from dataclasses import replace
from typing import Literal

from lxml.etree import _Element as Element

from emaillog.mime import document, lines
from emaillog.mime.defects import Defect
from emaillog.mime.forwarded import attached, confidence, cutting, evidence, glued, inline, original
from emaillog.mime.forwarded.evidence import Own
from emaillog.mime.forwarded.folding import squeezed
from emaillog.mime.forwarded.inline import Found
from emaillog.mime.lines import Line, text_of
from emaillog.mime.values import Forward, NoForward, ParsedMessage

__all__ = ["read"]


def read(message: ParsedMessage, own: frozenset[str], own_names: frozenset[str] = frozenset()) -> Forward | NoForward:
    """What a forward brings, or why it brings nothing; never a guess.

    `own` are the addresses of the account's users and of the forwarder, `own_names` the names they go by.
    """
    users = evidence.own(own, {*own_names, *(box.name for box in message.sender)})
    in_body = _in_body(message, users)
    if isinstance(in_body, Forward) or (in_body and in_body.reason == "reply_thread"):
        # A header in the body is what was forwarded even where the original had messages attached.
        return in_body
    return attached.read(message, users) or in_body or NoForward("no_forwarded_header", message.text.strip())


def _in_body(message: ParsedMessage, users: Own) -> Forward | NoForward | None:
    """HTML is believed before text, whose lines are wrapped; what the text says of it counts all the same."""
    root = document.parse(message.html) if message.html.strip() else None
    if root is None:
        return _of_text(message, users)
    body = document.lines(root)
    found = inline.find(body, message, users)
    in_text = None if _is_said_alike(found, body, message.text) else _of_text(message, users)
    in_html = _of_html(root, body, found, message)
    if in_html is None:
        return in_text
    if isinstance(in_html, NoForward):
        is_better = isinstance(in_text, Forward) and in_html.reason == "original_sender_has_no_address"
        return in_text if is_better else in_html
    if isinstance(in_text, Forward) and _sender(in_text) != _sender(in_html):
        return _doubted(in_html)
    return in_html


def _is_said_alike(found: Found | NoForward | None, body: list[Line], text: str) -> bool:
    """Whether the text reads as the HTML does, up to the end of the header: then it says the same of it."""
    if not isinstance(found, Found):
        return text_of(body) == text.strip("\n")
    beginning = text_of(body[: found.last + 1])
    return squeezed(text[: 2 * len(beginning)]).startswith(squeezed(beginning))


def _sender(forward: Forward) -> str:
    return forward.messages[0].sender[0].address.lower()


def _doubted(forward: Forward) -> Forward | NoForward:
    """HTML and text name different senders."""
    one = forward.messages[0]
    one = replace(one, defects=(*one.defects, Defect.SENDER_DISAGREES))
    sure = forward.confidence - confidence.DISAGREEMENT
    if sure >= confidence.BAR:
        return replace(forward, messages=(one,), confidence=sure)
    return NoForward("unclear_forward", forward.note, {"from": _sender(forward), "confidence": f"{sure:.2f}"}, one)


def _of_html(
    root: Element, body: list[Line], found: Found | NoForward | None, message: ParsedMessage
) -> Forward | NoForward | None:
    if not isinstance(found, Found):
        return found
    first = next((line for line in body[found.last + 1 : found.end] if not line.is_blank), None)
    after = body[found.end] if found.end < len(body) else None
    one = original.of(found, message, cutting.between(root, body[found.last], first, after, found.depth))
    return _result(found, one, "html", text_of(body[: found.first]).strip())


def _of_text(message: ParsedMessage, users: Own) -> Forward | NoForward | None:
    body = glued.unglue(lines.of_text(message.text), message.subject)
    found = inline.find(body, message, users)
    if not isinstance(found, Found):
        return found
    return _result(found, original.of(found, message, ""), "text", text_of(body[: found.first]).strip())


def _result(found: Found, one: ParsedMessage, found_in: Literal["html", "text"], note: str) -> Forward | NoForward:
    if found.doubt:
        return NoForward(found.doubt, note, found.evidence, None if found.doubt == "reply_thread" else one)
    return Forward((one,), found_in, found.confidence, note)
