"""Mailboxes as shown to people, which is not as RFC 5322 writes them."""

import re

from emaillog.mime import address, spelling
from emaillog.mime.values import Mailbox

_SCHEME = re.compile(r"(?<=[\[<\s])(?:mailto|smtp):(?=[^\s@]{1,64}@)", re.IGNORECASE)
_EXCHANGE = re.compile(r"[<\[][^<>\[\]@]{0,20}/o=[^<>\[\]]{0,300}[>\]]", re.IGNORECASE)  # a name within an organisation
_BRACKETED = re.compile(r"\[([^\[\]\s@]{1,64}@[^\[\]\s@]{1,255})\]")
_LINK = re.compile(r"<mailto:[^<>]{0,320}>", re.IGNORECASE)
_STARRED = re.compile(r"(?<![^\s,;])\*{1,2}([^*<>@]{1,100})\*{1,2}(?=\s{0,3}(?:[<\[]|$))")  # what was bold
_LONGEST = 64 * 1024  # characters of one value


def read(value: str) -> tuple[Mailbox, ...]:
    """Everybody in the value of a field; a name that stands alone is a mailbox without an address."""
    plain = _plain(value)
    if ";" in plain or "；" in plain:
        return address.mailboxes(plain, separators=";；", is_shown=True)
    if "@" not in plain:
        return (Mailbox(spelling.name(plain, "").strip("\"'"), ""),) if plain.strip() else ()
    return address.mailboxes(plain, separators=",，、", is_shown=True)


def sender(value: str) -> Mailbox | None:
    """Who wrote it. "On behalf of" and what follows is about somebody else."""
    plain = _plain(value).strip().strip(";").strip()
    end = plain.find(">")
    found = address.mailboxes(
        plain[: end + 1] if end >= 0 and "@" in plain[:end] else plain, separators=";", is_shown=True
    )
    if found and "@" in found[0].name and ("," in found[0].name or not found[0].address):
        return None  # several people: whoever this is, it is no sender
    return found[0] if found else None


def are_several(value: str) -> bool:
    """Whether it names more than one person with an address."""
    plain = _plain(value)
    end = plain.find(">") + 1 or len(plain)
    rest = plain[end:].lstrip()
    return rest[:1] in set(",;，；、") and "@" in rest


def _plain(value: str) -> str:
    value = _STARRED.sub(r"\1", value[:_LONGEST])
    without_links = _LINK.sub("", value)
    value = _SCHEME.sub("", without_links if "@" in without_links else value)
    return _EXCHANGE.sub("", _BRACKETED.sub(r"<\1>", value))
