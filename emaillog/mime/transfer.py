"""Content-Transfer-Encoding (RFC 2045 section 6), and uuencode, older and still met: decoded block by block."""

import binascii
import re
import string
from collections.abc import Iterable, Iterator

from emaillog.mime.source import Source

_BLANKS = re.compile(rb"=[ \t]+(?=\r?\n)")
_WORDS = re.compile(rb"[^A-Za-z0-9+/=_\s-]|[A-Za-z0-9][ \t]+[A-Za-z0-9]")
_FOR_URLS = re.compile(rb"[A-Za-z0-9][-_][A-Za-z0-9]")
_UNSOUND = re.compile(rb"[^A-Za-z0-9=_\s-]|\S[ \t]+\S")
_FROM_URLS = bytes.maketrans(b"-_", b"+/")
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
            return map(_quoted_printable, _whole_lines(blocks))
        case "x-uuencode" | "uuencode" | "x-uue" | "uue":
            return _uudecoded(_whole_lines(blocks))
    return blocks


def is_identity(encoding: str) -> bool:
    """Whether the bytes of the message are the bytes that were sent."""
    return encoding not in {"base64", "quoted-printable", "x-uuencode", "uuencode", "x-uue", "uue"}


def _blocks(source: Source, start: int, end: int) -> Iterator[bytes]:
    for at in range(start, end, _BLOCK):
        yield source[at : min(at + _BLOCK, end)]


def _quoted_printable(lines: bytes) -> bytes:
    # Seen in practice: relays put blanks behind the "=" that ends a line (RFC 2045 section 6.7, rule 3).
    return binascii.a2b_qp(_BLANKS.sub(b"=", lines))


def _base64(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Leniently: foreign characters are passed over, missing padding is added, a stray digit is dropped."""
    rest = b""
    for block in blocks:
        *closed, rest = _runs(rest + _in_usual_alphabet(block).translate(None, _FOREIGN))
        is_over = bool(closed) and _WORDS.search(block) is not None
        if is_over:  # what stands behind the padding is data as well, unless it is the plain footer of a list
            closed, rest = closed[:1], b""
        whole = len(rest) - len(rest) % 4
        yield b"".join(map(_padded, closed)) + binascii.a2b_base64(rest[:whole])
        rest = rest[whole:]
        if is_over:
            break
    yield _padded(rest)


def _in_usual_alphabet(block: bytes) -> bytes:
    """Seen in practice: the alphabet for URLs (RFC 4648 section 5). Believed where nothing else is foreign."""
    is_usual = b"+" in block or b"/" in block or (b"-" not in block and b"_" not in block)
    if is_usual or not _FOR_URLS.search(block) or _UNSOUND.search(block):
        return block
    return block.translate(_FROM_URLS)


def _runs(digits: bytes) -> list[bytes]:
    """Stretches that padding ends; the last one is still open. A "=" where none can be says nothing."""
    if b"=" not in digits:
        return [digits]
    runs: list[list[bytes]] = [[]]
    length = 0
    for piece in digits.split(b"="):
        if length % 4 >= 2:
            runs.append([])
            length = 0
        runs[-1].append(piece)
        length += len(piece)
    return [b"".join(run) for run in runs]


def _padded(run: bytes) -> bytes:
    run = run[: len(run) - (len(run) % 4 == 1)]
    return binascii.a2b_base64(run + b"=" * (-len(run) % 4))


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
