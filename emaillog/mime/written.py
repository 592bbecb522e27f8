"""Values of header fields as they are written: pure ASCII, and never more than one field, whatever stands in them."""

from collections.abc import Iterable
from email.header import Header
from email.utils import quote

from emaillog.mime.charset import one_line
from emaillog.mime.values import Mailbox

LINE = 900  # characters: a line may have 998 (RFC 5322 section 2.1.1)
LONGEST_ID = 250
REFERENCES = 20


def ids(written: Iterable[str]) -> list[str]:
    """Message-IDs that a header field can carry, the last ones of a long thread."""
    usable = [each for each in written if each.isascii() and 0 < len(each) <= LONGEST_ID and each == one_line(each)]
    return list(dict.fromkeys(usable))[-REFERENCES:]


def mailboxes(boxes: Iterable[Mailbox]) -> str:
    return ",\n ".join(_mailbox(box) for box in boxes)


def _mailbox(box: Mailbox) -> str:
    name, address = one_line(box.name), one_line(box.address)
    if not address or not address.isascii() or set(address) & set("<> "):
        return encoded(f"{name} {address}".strip())
    if not name:
        return address
    phrase = f'"{quote(name)}"' if name.isascii() and "=?" not in name and len(name) < LINE // 2 else encoded(name)
    return f"{phrase} <{address}>"


def encoded(text: str) -> str:
    """Unstructured text as a field's value (RFC 2047), folded."""
    text = one_line(text)
    plain = text.isascii() and "=?" not in text
    return Header(text, "us-ascii" if plain else "utf-8", header_name="Subject").encode()


def ascii_only(text: str) -> str:
    """These fields know no other charset (RFC 3464 section 2.1.1)."""
    return one_line(text).encode("ascii", "backslashreplace").decode()
