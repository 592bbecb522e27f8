"""Files written into the text itself (POSIX uuencode): found where they lie, to be decoded like any other part.

Each byte is looked at once: no line of an encoded file can be taken for the beginning of another one, as small letters
are no digits of it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from emaillog.mime import bounds
from emaillog.mime.content import Content
from emaillog.mime.source import Source

# Bytes that are looked at in one go: few at first, as most that looks like a beginning is none.
_LEAST, _MOST = 128, 64 * 1024
_MARK = b"begin "
_BEGIN = re.compile(rb"begin 0?[0-7]{3} ([^\r\n]{1,255})\r?\n")
_DIGITS = re.compile(rb"[ -`]{1,86}")  # the length, up to 63 bytes as 84 digits, and the checksum that some add


@dataclass(frozen=True, slots=True)
class Encoded:
    """source[start:end] from the "begin" line up to and with the "end" line."""

    start: int
    end: int
    name: bytes  # as written


@dataclass(frozen=True, slots=True)
class Bare:
    """A text without the files that were in it."""

    text: bytes
    files: list[tuple[bytes, Content]]  # names as written
    is_whole: bool


def take_out(content: Content, limit: int, most: int) -> Bare:
    """The first `limit` bytes of the text around at most `most` files; what follows those stays text."""
    source, start, end = content.opened()
    found = find(source, start, end, most)
    text = without(source, start, end, found, limit)
    size = end - start - sum(file.end - file.start for file in found)
    files = [(file.name, Content(source, file.start, file.end, "x-uuencode")) for file in found]
    return Bare(text, files, len(text) == size)


def find(source: Source, start: int, end: int, most: int) -> list[Encoded]:
    """The encoded files in source[start:end], in their order."""
    found: list[Encoded] = []
    at = start
    for _ in range(bounds.NEAR_DELIMITERS):  # nobody who writes so many beginnings sends files
        if len(found) >= most or (at := source.find(_MARK, at, end)) < 0:
            break
        is_line = at == start or source[at - 1 : at] == b"\n"
        begin = _BEGIN.match(source[at : min(end, at + 300)]) if is_line else None
        if not begin:
            at += len(_MARK)
            continue
        after, is_whole = _read(source, at + begin.end(), end)
        if is_whole:
            found.append(Encoded(at, after, begin[1].strip()))
        at = after
    return found


def without(source: Source, start: int, end: int, files: list[Encoded], limit: int) -> bytes:
    """The text around `files`, its first `limit` bytes."""
    pieces: list[bytes] = []
    edges = [start, *(edge for file in files for edge in (file.start, file.end)), end]
    for begin, stop in zip(edges[::2], edges[1::2], strict=True):
        pieces.append(source[begin : min(stop, begin + limit)])
        limit -= len(pieces[-1])
    return b"".join(pieces)


def _read(source: Source, at: int, end: int) -> tuple[int, bool]:
    """Where the encoded lines stop, and whether they stop at their "end"."""
    is_first = True
    for line in _lines(source, at, end):
        digits = line.rstrip(b"\r\n")
        if digits.rstrip() == b"end":
            return at + len(line), not is_first
        if not _is_data(digits, is_exact=is_first):
            break
        is_first = False
        at += len(line)
    return at, False


def _is_data(digits: bytes, *, is_exact: bool) -> bool:
    """Relays strip the blanks at a line's end, which old writers use for zero; the first line has to be sound."""
    if not digits:
        return not is_exact
    wanted = ((digits[0] - 32 & 63) + 2) // 3 * 4 + 1
    fits = len(digits) in {wanted, wanted + 1} if is_exact else len(digits) <= wanted + 1
    return fits and _DIGITS.fullmatch(digits) is not None


def _lines(source: Source, at: int, end: int) -> Iterator[bytes]:
    rest, step = b"", _LEAST
    while at < end and len(rest) <= _LEAST:  # no line of encoded data is longer
        block = source[at : min(at + step, end)]
        at += len(block)
        step = min(2 * step, _MOST)
        *lines, rest = (rest + block).split(b"\n")
        for line in lines:
            yield line + b"\n"
    if rest:
        yield rest
