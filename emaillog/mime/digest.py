"""The mark by which the same mail is known again, whatever its Message-ID became on the way (R34)."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime

from emaillog.mime.values import Mailbox

Leaf = tuple[str, bytes]


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
        if content_type.startswith("text/"):
            # Relays rewrite line ends and trim the last ones; the words stay.
            content = content.replace(b"\r\n", b"\n").rstrip()  # noqa: PLW2901
        total.update(
            hashlib.sha256(content_type.encode("utf-8", "replace")).digest() + hashlib.sha256(content).digest()
        )
    return total.hexdigest()


def _addresses(boxes: tuple[Mailbox, ...]) -> list[str]:
    return sorted({box.address.lower() or box.name.lower() for box in boxes})


def _instant(date: datetime | None) -> str:
    if date is None:
        return ""
    try:
        return (date.astimezone(UTC) if date.tzinfo else date).isoformat()
    except OverflowError:  # an offset that leads out of the calendar
        return date.isoformat()
