"""The mark by which the same mail is known again, whatever its Message-ID became on the way (R34)."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime

from emaillog.mime.content import Content
from emaillog.mime.values import Mailbox

Leaf = tuple[str, Content]
_LONGEST_TEXT = 1024 * 1024  # bytes


def of(
    sender: tuple[Mailbox, ...],
    people: tuple[Mailbox, ...],
    date: datetime | None,
    subject: str,
    leaves: Iterable[Leaf],
) -> str:
    """sha256 over From, Date, Subject, sorted To + Cc and each leaf's type and bytes; trace fields are left out."""
    total = hashlib.sha256()
    for value in (*_addresses(sender), "to", *_addresses(people), _instant(date), " ".join(subject.split())):
        total.update(hashlib.sha256(value.encode("utf-8", "replace")).digest())
    for content_type, content in leaves:
        total.update(hashlib.sha256(content_type.encode("utf-8", "replace")).digest())
        total.update(_of_text(content) if content_type.startswith("text/") else bytes.fromhex(content.sha256))
    return total.hexdigest()


def _of_text(content: Content) -> bytes:
    """Relays rewrite line ends and trim the last ones; the words stay."""
    if content.size > _LONGEST_TEXT:
        return bytes.fromhex(content.sha256)
    words = content.read(_LONGEST_TEXT).replace(b"\r\n", b"\n").rstrip()
    return hashlib.sha256(words).digest()


def _addresses(boxes: tuple[Mailbox, ...]) -> list[str]:
    return sorted({box.address.lower() or box.name.lower() for box in boxes})


def _instant(date: datetime | None) -> str:
    if date is None:
        return ""
    try:
        return (date.astimezone(UTC) if date.tzinfo else date).isoformat()
    except OverflowError:  # an offset that leads out of the calendar
        return date.isoformat()
