"""The marks by which a mail is known again, and by which mails that answer each other find together (R34, R37)."""

import hashlib
from datetime import datetime
from functools import lru_cache

from contacts.addresses import normalised
from emaillog.mime.forwarded import subject
from emaillog.mime.forwarded.folding import squeezed
from emaillog.mime.values import ParsedMessage

_OPENING = 1_000  # characters of the text: gateways add below it, clients wrap it anew


def of(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()


def log_key(message: ParsedMessage) -> str:
    """Of id and content: the id alone anybody can write, and the same words may be sent twice."""
    return of(message.message_id, message.digest)


def is_rewritten(one: str, other: str) -> bool:
    """Whether two Message-IDs of the same content can be one mail's: a relay that writes its own names itself in it."""
    return not one or not other or one.rpartition("@")[2] != other.rpartition("@")[2]


def identity_key(message: ParsedMessage, written_at: datetime) -> str:
    """The same mail after a gateway changed its text, "" without an id; by the id alone anybody could suppress it."""
    return of(message.message_id, _shape(message, written_at)) if message.message_id else ""


def shape_key(message: ParsedMessage, written_at: datetime) -> str:
    """By it an original that was read out of the text of a forward, and so has no id, meets the mail itself."""
    return of(_shape(message, written_at))


def inline_key(shape: str) -> str:
    """Of a removed mail: it is known by its shape to what was read out of the text of a forward, and only to that."""
    return of("inline", shape)


def _shape(message: ParsedMessage, written_at: datetime) -> str:
    sender = normalised(message.sender[0].address) if message.sender else ""
    return f"{sender} {written_at:%Y-%m-%d %H:%M} {_words(message.subject, message.text[:_OPENING])}"


@lru_cache(maxsize=8)  # asked for nine times while a mail is logged
def _words(line: str, opening: str) -> str:
    return f"{squeezed(subject.split(line)[1])} {squeezed(opening)[:200]}"


def message_key(message_id: str) -> str:
    return of(message_id) if message_id else ""


def answered(message: ParsedMessage) -> list[str]:
    """Of the mails it answers, the nearest first (RFC 5322 section 3.6.4)."""
    ids = dict.fromkeys([message.in_reply_to, *reversed(message.references)])
    return [message_key(each) for each in ids if each]


def talk_key(message: ParsedMessage) -> str:
    """Of the subject without its prefixes and of everybody in the header; "" without a subject."""
    title = squeezed(subject.split(message.subject)[1])
    people = {normalised(box.address) for box in (*message.sender, *message.to, *message.cc)}
    return of(title, *sorted(people)) if title else ""


def thread_key(message: ParsedMessage, threads: dict[str, str], talks: dict[str, str]) -> str:
    """That of the nearest mail it answers, else of the first of its thread, logged or not, else of the same talk."""
    found = answered(message)
    for each in found:
        if each in threads:
            return threads[each]
    if found:
        return found[-1]
    prefix, _title = subject.split(message.subject)
    talk = talks.get(talk_key(message), "") if prefix else ""
    return talk or message_key(message.message_id) or log_key(message)
