"""The corpus of mails: each `.eml` with a `.toml` beside it that says what is to be understood."""

import tomllib
from datetime import datetime
from pathlib import Path

from emaillog.mime.values import Mailbox, MessagePart, ParsedMessage

FOLDER = Path(__file__).parent.parent / "mails"


def cases(section):
    """(name, raw bytes, what is expected) of every mail whose description has that section."""
    for path in sorted(FOLDER.rglob("*.eml")):
        expected = tomllib.loads(path.with_suffix(".toml").read_text("utf-8"))
        if section in expected:
            yield str(path.relative_to(FOLDER).with_suffix("")), path.read_bytes(), expected[section]


def understood(message: ParsedMessage, expected: dict) -> dict:
    """The same keys as `expected`, with what was understood."""
    return {key: _LOOKS.get(key, _plain)(message, key, wanted) for key, wanted in expected.items()}


def _plain(message, key, _):
    return getattr(message, key)


def _people(message, key, _):
    return [written(box) for box in getattr(message, "sender" if key == "from" else key)]


def written(box: Mailbox) -> str:
    return f"{box.name} <{box.address}>" if box.name else box.address


def _date(message, *_):
    date: datetime | None = message.date
    return date.isoformat() if date else ""


def _text(message, *_):
    return message.text.strip("\n")


def _contained(message, key, wanted):
    return [piece for piece in wanted if piece in getattr(message, key.removesuffix("_has"))]


def _parts(message, _, wanted):
    if len(message.parts) != len(wanted):
        return [part.name for part in message.parts]
    return [{key: _of_part(part, key) for key in one} for part, one in zip(message.parts, wanted, strict=True)]


def _of_part(part: MessagePart, key):
    return getattr(part, {"type": "content_type", "inline": "is_inline"}.get(key, key))


def _defects(message, _, wanted):
    return [defect for defect in wanted if defect in message.defects] if wanted else list(message.defects)


def _has_no_nul(message, *_):
    text = repr((message.subject, message.text, message.html, message.sender, message.to))
    return "\\x00" not in text and message.text.encode("utf-8") is not None


def _invitations(message, _, wanted):
    if len(message.invitations) != len(wanted):
        return [each.summary for each in message.invitations]
    return [{key: _of_meeting(each, key) for key in one} for each, one in zip(message.invitations, wanted, strict=True)]


def _of_meeting(invitation, key):
    value = getattr(invitation, key)
    if key in {"start", "end"}:
        return value.isoformat() if value else ""
    if key == "organizer":
        return written(value)
    return [f"{written(each)} {each.answer}" for each in value] if key == "attendees" else value


_LOOKS = {
    **dict.fromkeys(("from", "to", "cc", "reply_to"), _people),
    "date": _date,
    "text": _text,
    "text_has": _contained,
    "html_has": _contained,
    "parts": _parts,
    "defects": _defects,
    "invitations": _invitations,
    "references": lambda message, *_: list(message.references),
    "attached": lambda message, *_: len(message.attached),
    "automatic": lambda message, *_: message.is_automatic,
    "bulk": lambda message, *_: message.is_bulk,
    "empty": lambda message, *_: message.is_empty,
    "absent": lambda message, _, wanted: "" if wanted in repr(message) else wanted,
    "has_no_nul": _has_no_nul,
}
