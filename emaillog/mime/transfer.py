"""Content-Transfer-Encoding (RFC 2045 section 6), and uuencode, older and still met: decoded block by block."""

import binascii
import string
from collections.abc import Iterable, Iterator

from emaillog.mime.source import Source

_BLOCK = 256 * 1024  # bytes
_DIGITS = (string.ascii_letters + string.digits + "+/=").encode()
_FOREIGN = bytes(set(range(256)) - set(_DIGITS))
_LONGEST_LINE = 64 * 1024  # bytes: a longer one is decoded in pieces


def chunks(source: Source, start: int, end: int, encoding: str) -> Iterator[bytes]:
    """The bytes that were sent. An unknown encoding leaves them as they are (RFC 2045 section 6.4)."""
    blocks = _blocks(source, start, end)
    match encoding:
        case "base64":
            return _base64(blocks)
        case "quoted-printable":
            return map(binascii.a2b_qp, _whole_lines(blocks))
        case "x-uuencode" | "uuencode" | "x-uue" | "uue":
            return _uudecoded(_whole_lines(blocks))
    return blocks


def is_identity(encoding: str) -> bool:
    """Whether the bytes of the message are the bytes that were sent."""
    return encoding not in {"base64", "quoted-printable", "x-uuencode", "uuencode", "x-uue", "uue"}


def _blocks(source: Source, start: int, end: int) -> Iterator[bytes]:
    for at in range(start, end, _BLOCK):
        yield source[at : min(at + _BLOCK, end)]


def _base64(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Leniently: foreign characters are passed over, missing padding is added, a stray digit is dropped."""
    rest, is_over = b"", False
    for block in blocks:
        digits, is_over = _until_padding(rest + block.translate(None, _FOREIGN))
        whole = len(digits) - len(digits) % 4
        yield binascii.a2b_base64(digits[:whole])
        rest = digits[whole:]
        if is_over:
            break
    if len(rest) > 1:
        yield binascii.a2b_base64(rest + b"=" * (4 - len(rest)))


def _until_padding(digits: bytes) -> tuple[bytes, bool]:
    """The digits before the padding that ends the data, and whether there was one; a "=" elsewhere says nothing."""
    if b"=" not in digits:
        return digits, False
    pieces: list[bytes] = []
    length = 0
    for piece in digits.split(b"="):
        if pieces and length % 4 >= 2:
            return b"".join(pieces), True
        pieces.append(piece)
        length += len(piece)
    return b"".join(pieces), False


def _whole_lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, cut only after line ends, or where a very long line holds no escape."""
    rest = b""
    for block in blocks:
        block = rest + block  # noqa: PLW2901
        cut = block.rfind(b"\n") + 1
        if not cut and len(block) > _LONGEST_LINE:
            cut = block.find(b"=", len(block) - 3)
            cut = len(block) if cut < 0 else cut
        rest = block[cut:]
        if cut:
            yield block[:cut]
    if rest:
        yield rest


def _uudecoded(blocks: Iterable[bytes]) -> Iterator[bytes]:
    has_begun = False
    for block in blocks:
        out: list[bytes] = []
        for line in block.splitlines():
            if not has_begun:
                has_begun = line.startswith(b"begin ")
            elif line.strip() == b"end":
                yield b"".join(out)
                return
            else:
                out.append(_uudecoded_line(line))
        yield b"".join(out)


def _uudecoded_line(line: bytes) -> bytes:
    # Seen in practice: trailing junk after the encoded line; its first character says how long the line is.
    for candidate in (line, line[: (((line[0] - 32) & 63) * 4 + 5) // 3] if line else b""):
        try:
            return binascii.a2b_uu(candidate)
        except binascii.Error:
            continue
    return b""
