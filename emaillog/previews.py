"""What was understood of a mail that was not logged, kept for whoever reviews it: a page never reads mail itself."""

import re
from typing import Any

from emaillog.logbook import people
from emaillog.mime.quoting import new_text
from emaillog.mime.values import ParsedMessage

Preview = dict[str, Any]

SHOWN_TEXT = 600  # characters
LOOKED_AT = 20_000  # characters: enough for any real opening
SHOWN_PEOPLE = 20
SEARCHED_TEXT = 20_000
MOST_MENTIONED = 10
BLANK_LINES = re.compile(r"\n{3,}")
ADDRESS = re.compile(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}\b", re.IGNORECASE)


def of(message: ParsedMessage, original: ParsedMessage | None = None) -> Preview:
    """The header and the opening of a mail, and of the `original` that could be read of it all the same."""
    return described(message) | {
        "original": described(original) if original else None,
        "mentioned": mentioned(message.text),
    }


def described(message: ParsedMessage) -> Preview:
    return {
        "from": people(message.sender[:SHOWN_PEOPLE]),
        "to": people(message.to[:SHOWN_PEOPLE]),
        "cc": people(message.cc[:SHOWN_PEOPLE]),
        "subject": message.subject[:300],
        "date": message.date.isoformat() if message.date else "",
        "text": opening(message.text[:LOOKED_AT], message.subject),
    }


def opening(text: str, subject: str) -> str:
    """How the new text begins, line by line: without quotations and signature, or all of it when nothing is new."""
    lines = [" ".join(line.split()) for line in (new_text(text, subject) or text).splitlines()]
    words = BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()
    return words if len(words) <= SHOWN_TEXT else f"{words[: SHOWN_TEXT - 1].rstrip()}…"


def mentioned(text: str) -> list[str]:
    """The addresses that stand in the text, as in a header that could not be read with certainty."""
    found = ADDRESS.finditer(text[:SEARCHED_TEXT])
    return list(dict.fromkeys(each[0].lower() for each in found))[:MOST_MENTIONED]
