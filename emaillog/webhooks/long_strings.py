"""Long strings of a JSON body, which hold mails and files: left where they lie, with a mark in their place.

A mail with files of 70 MB comes as JSON of 100 MB or twice that, and everything that reads JSON holds all of it several
times over. Here only what is left is read; the marks travel through Anymail and become the bytes again when the mail is
written down.
"""

import json
import re
import secrets
from binascii import a2b_base64
from collections.abc import Iterable, Iterator

from emaillog.mime.source import Source
from emaillog.webhooks.form import LOSSLESS
from emaillog.webhooks.verbatim import to_bytes

LONG = 1024 * 1024  # bytes
HEAD = 256 * 1024  # bytes at the beginning that stay before the mark: there is the header of a mail
BLOCK = 256 * 1024
LINE = 76  # characters of base64 (RFC 2045 section 6.8)

# No string of a provider can be taken for one: it names a secret of its own request.
_MARK = re.compile(r"long-[0-9a-f]{32}-\d{1,12}-\d{1,12}-\d{1,12}-text-0;\Z")
_STRING = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
# As much of a string as can be read by itself: no escape, and no pair of surrogates, is cut.
_WHOLE = re.compile(
    rb"(?:[^\\]++|\\u[dD][89abAB]..\\u....|\\u(?![dD][89abAB])....|\\u[dD][89abAB]..(?=[^\\]|\\[^u])|\\[^u])*+",
    re.DOTALL,
)


class LongStrings:
    """The values of the fields called `names` in a JSON text, where they are long; `body` is the text without them."""

    def __init__(self, source: Source, names: Iterable[str]) -> None:
        self.source, self.names = source, {name.encode() for name in names}
        self.token = secrets.token_hex(16)
        self._mark = re.compile(rb"long-%b-(\d+)-(\d+)-(\d+)-(text|base64|decoded)-(\d+);" % self.token.encode())
        self.body = b"".join(self._shortened())

    def _shortened(self) -> Iterator[bytes]:
        at, name, after = 0, b"", 0
        for begin, end in strings(self.source):
            if end - begin > LONG and name in self.names and self.source[after : begin - 1].strip() == b":":
                cut = begin + length_of_whole(self.source[begin : begin + HEAD])
                yield self.source[at:cut]
                yield f"long-{self.token}-{begin}-{cut}-{end}-text-0;".encode()
                at = end
            name, after = self.source[begin : min(end, begin + 100)], end + 1
        yield self.source[at : len(self.source)]

    def restored(self, content: bytes) -> Iterator[bytes]:
        """What was made of the body, with the long strings where the marks are."""
        at = 0
        for mark in self._mark.finditer(content):
            yield content[at : mark.start()]
            yield from self._behind(mark)
            at = mark.end()
        yield content[at:]

    def _behind(self, mark: re.Match[bytes]) -> Iterator[bytes]:
        begin, cut, end, skipped = (int(mark[group]) for group in (1, 2, 3, 5))
        match mark[4]:
            case b"text":
                return unescaped(self.source, cut, end)
            case b"base64":
                return in_lines(unescaped(self.source, begin, end))
        return without(skipped, decoded(unescaped(self.source, begin, end)))


def mark_in(text: str) -> str:
    """The mark that stands for the rest of a text, "" when it is whole."""
    found = _MARK.search(text[-100:])
    return found[0] if found else ""


def as_base64(mark: str) -> str:
    """The mark for the same as it is in a mail: base64 in lines."""
    return mark.removesuffix("text-0;") + "base64-0;"


def as_decoded(mark: str, skipped: int = 0) -> str:
    """The mark for what the base64 says, behind so many bytes."""
    return mark.removesuffix("text-0;") + f"decoded-{skipped};"


def strings(source: Source) -> Iterator[tuple[int, int]]:
    """Where the strings of a JSON text begin and end, without their quotation marks (RFC 8259 section 7)."""
    at = 0
    while begin := source.find(b'"', at, len(source)) + 1:
        end = end_of_string(source, begin)
        yield begin, end
        at = end + 1


def end_of_string(source: Source, at: int) -> int:
    step = 1024
    while block := source[at : at + step]:
        found = _STRING.match(block)
        length = found.end() if found else 0
        at += length
        if block[length : length + 1] == b'"' or block == b"\\":
            return at
        step = min(2 * step, BLOCK)
    return len(source)


def length_of_whole(piece: bytes) -> int:
    found = _WHOLE.match(piece)
    return found.end() if found else 0


def unescaped(source: Source, start: int, end: int) -> Iterator[bytes]:
    """The text of a string in UTF-8."""
    rest = b""
    for at in range(start, end, BLOCK):
        block = rest + source[at : min(at + BLOCK, end)]
        cut = length_of_whole(block) if at + BLOCK < end else len(block)
        yield to_bytes(json.loads(f'"{block[:cut].decode("utf-8", LOSSLESS)}"', strict=False))
        rest = block[cut:]


def grouped(blocks: Iterable[bytes], length: int) -> Iterator[bytes]:
    """The same without white space, in pieces of a multiple of `length`; the last one as it comes."""
    rest = b""
    for block in blocks:
        rest += b"".join(block.split())
        whole = len(rest) - len(rest) % length
        yield rest[:whole]
        rest = rest[whole:]
    yield rest


def in_lines(base64: Iterable[bytes]) -> Iterator[bytes]:
    for piece in grouped(base64, LINE):
        yield b"".join(piece[at : at + LINE] + b"\r\n" for at in range(0, len(piece), LINE))


def decoded(base64: Iterable[bytes]) -> Iterator[bytes]:
    return map(a2b_base64, grouped(base64, 4))


def without(number: int, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """All but the first so many bytes."""
    for block in blocks:
        yield block[number:]
        number = max(0, number - len(block))
