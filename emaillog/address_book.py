"""The two logging addresses for an address book: as vCards (RFC 6350), and as a picture that phones read."""

from uuid import NAMESPACE_URL, uuid5

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from emaillog.models import LoggingAddress, Route

LINE = 75  # bytes, RFC 6350 section 3.2
QUIET = 4  # modules of white around a QR code (ISO/IEC 18004)


def vcard(address: LoggingAddress) -> str:
    """The same card for the same address, so that importing it again makes no second one."""
    lines = [
        "BEGIN:VCARD",
        "VERSION:4.0",
        f"UID:{uuid5(NAMESPACE_URL, f'mailto:{address.address}').urn}",
        f"FN:{escaped(name_of(address))}",
        f"EMAIL:{escaped(address.address)}",
        f"ORG:{escaped(address.account.name)}",
        f"NOTE:{escaped(note_of(address))}",
        "END:VCARD",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def name_of(address: LoggingAddress) -> str:
    return "Blindcopy BCC" if address.route == Route.BCC else _("Blindcopy forwarding")


def note_of(address: LoggingAddress) -> str:
    if address.route == Route.BCC:
        return _("Put it on BCC when you write to a customer. Keep it secret: never in To or Cc.")
    return _("Forward a customer's mail to it. Keep it secret: never in To or Cc of other mail.")


def escaped(text: str) -> str:
    """RFC 6350 section 3.4."""
    for letter in "\\,;":
        text = text.replace(letter, f"\\{letter}")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def folded(line: str) -> str:
    """RFC 6350 section 3.2: by bytes, and never within a letter."""
    pieces, size = [""], 0
    for letter in line:
        width = len(letter.encode())
        if size + width > LINE:
            pieces.append(" ")
            size = 1
        pieces[-1] += letter
        size += width
    return "\r\n".join(pieces)


def qr_code(address: LoggingAddress) -> SafeString:
    """An inline SVG of a short card of the address: the fewer letters, the coarser and easier to read."""
    card = f"BEGIN:VCARD\nVERSION:4.0\nFN:{escaped(name_of(address))}\nEMAIL:{escaped(address.address)}\nEND:VCARD\n"
    code = segno.make_qr(card, error="l")
    return mark_safe(code.svg_inline(border=QUIET, svgclass="qr", lineclass=None, omitsize=True))  # noqa: S308 (squares only)
