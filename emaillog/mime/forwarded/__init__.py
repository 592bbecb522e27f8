"""Reads forwarded mail: who wrote the original, to whom, when and what, whatever client forwarded it (R23 to R31)."""

from typing import Literal

from emaillog.mime import document, lines
from emaillog.mime.forwarded import attached, cutting, evidence, glued, inline, original
from emaillog.mime.forwarded.evidence import Own
from emaillog.mime.forwarded.inline import Found
from emaillog.mime.lines import text_of
from emaillog.mime.values import Forward, NoForward, ParsedMessage

__all__ = ["read"]


def read(message: ParsedMessage, own: frozenset[str], own_names: frozenset[str] = frozenset()) -> Forward | NoForward:
    """What a forward brings, or why it brings nothing; never a guess.

    `own` are the addresses of the account's users and of the forwarder, `own_names` the names they go by.
    """
    users = evidence.own(own, {*own_names, *(box.name for box in message.sender)})
    in_body = _of_html(message, users)
    if not isinstance(in_body, Forward):
        in_text = _of_text(message, users)
        in_body = in_text if in_body is None or (isinstance(in_text, Forward) and _lacks_address(in_body)) else in_body
    # A header in the body is what was forwarded even where the original had messages attached.
    in_file = attached.read(message, users) if not isinstance(in_body, Forward) else None
    return in_file or in_body or NoForward("no_forwarded_header", message.text.strip())


def _lacks_address(result: NoForward) -> bool:
    return result.reason == "original_sender_has_no_address"


def _of_html(message: ParsedMessage, users: Own) -> Forward | NoForward | None:
    root = document.parse(message.html) if message.html.strip() else None
    if root is None:
        return None
    body = document.lines(root)
    found = inline.find(body, message, users)
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
    if found.is_anonymous:
        return NoForward("original_sender_has_no_address", note, inline.evidence_of(found.heading), one)
    return Forward((one,), found_in, found.confidence, note)
