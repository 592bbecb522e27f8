"""Forwards that bring the original as a file: message/rfc822, or *.eml (R31)."""

from datetime import UTC, datetime

from emaillog.mime import lines as body_lines
from emaillog.mime.forwarded import evidence, markers, subject
from emaillog.mime.forwarded.evidence import Own
from emaillog.mime.forwarded.folding import squeezed
from emaillog.mime.values import Forward, NoForward, ParsedMessage

_OLDEST = datetime.min.replace(tzinfo=UTC)


def read(message: ParsedMessage, users: Own) -> Forward | NoForward | None:
    """None when no message is attached. Each attached one is an entry of its own, unless they are one conversation
    that the user has answered (R29)."""
    found = [each for each in message.attached if not each.is_empty and (each.sender or each.text)]
    if not found:
        return None
    note = message.text.strip()
    usable = [each for each in found if each.sender and each.sender[0].address]
    if not usable:
        return NoForward("original_sender_has_no_address", note, {"subject": found[0].subject})
    intact = [each for each in usable if not _is_own_answer(each, users)]
    if not intact or _is_answered_conversation(usable, users):
        return NoForward("reply_thread", note, {"subject": usable[-1].subject})
    return Forward(tuple(intact), "attachment", 1.0, note)


def _is_own_answer(message: ParsedMessage, users: Own) -> bool:
    if not users.wrote(message.sender[0]):
        return False
    body = body_lines.of_text(message.text)
    return evidence.has_others(list(markers.find(body, message)), body, users)


def _is_answered_conversation(messages: list[ParsedMessage], users: Own) -> bool:
    newest = max(messages, key=_instant)
    if len(messages) < 2 or not users.wrote(newest.sender[0]):
        return False
    others = [each for each in messages if not users.wrote(each.sender[0])]
    return any(_belong_together(newest, each) for each in others)


def _belong_together(newer: ParsedMessage, older: ParsedMessage) -> bool:
    named = {*newer.references, newer.in_reply_to}
    same_subject = squeezed(subject.split(newer.subject)[1]) == squeezed(subject.split(older.subject)[1])
    return bool(older.message_id and older.message_id in named) or same_subject


def _instant(message: ParsedMessage) -> datetime:
    date = message.date
    if date is None:
        return _OLDEST
    try:
        return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
    except OverflowError:
        return _OLDEST
