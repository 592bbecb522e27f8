"""Where the parts of a multipart lie: the delimiter lines of RFC 2046 section 5.1.1, and what is written instead."""

import re

from emaillog.mime.budget import Budget
from emaillog.mime.defects import Defect
from emaillog.mime.source import Source

_UNANNOUNCED = re.compile(rb"(?im)^--([^\s][^\r\n]{0,99}?)[ \t]{0,9}\r?\nContent-[a-z-]{1,40}:")
_PREAMBLE = 16 * 1024  # bytes

Span = tuple[int, int]


def split(source: Source, span: Span, boundary: bytes, budget: Budget) -> list[Span]:
    """Where the parts lie in the body source[span[0]:span[1]]; `boundary` is what its header announces."""
    if not boundary or _delimiter(source, span, b"--" + boundary, span[0], budget)[0] == span[1]:
        budget.note(Defect.NO_BOUNDARY)
        boundary = _boundary_in_use(source, span)
    if not boundary:
        return []
    parts: list[Span] = []
    start, at, is_closed = -1, span[0], False
    while not is_closed and budget.parts > 0:
        at, after, is_closed = _delimiter(source, span, b"--" + boundary, at, budget)
        if start >= 0:
            parts.append((start, _before(source, start, at)))
            budget.parts -= 1
        if at >= span[1]:
            break
        start = at = after
    if not is_closed:
        budget.note(Defect.NO_CLOSING_BOUNDARY if budget.parts > 0 else Defect.PARTS_CUT)
    return parts


def _boundary_in_use(source: Source, span: Span) -> bytes:
    """Seen in practice: a boundary that is not announced, or another one; a line before MIME fields shows it."""
    found = _UNANNOUNCED.search(source[span[0] : min(span[1], span[0] + _PREAMBLE)])
    return found[1] if found else b""


def _delimiter(source: Source, span: Span, mark: bytes, at: int, budget: Budget) -> tuple[int, int, bool]:
    """The next delimiter line from `at`: where it begins, where the line after it begins, and whether it closes."""
    end = span[1]
    while (at := source.find(mark, at, end)) >= 0 and budget.near_delimiters > 0:
        after = at + len(mark)
        if at == span[0] or source[at - 1 : at] == b"\n":
            # A delimiter has nothing but white space behind it, so its line need not be searched far for its end.
            line_end = source.find(b"\n", after, min(end, after + 1_000)) + 1
            rest = source[after : line_end or min(end, after + 1_000)].strip()
            if rest in (b"", b"--"):
                return at, line_end or end, rest == b"--"
        budget.near_delimiters -= 1
        at = after
    if at >= 0:
        budget.parts = 0  # whoever writes so many writes no mail: what is left stays one part
    return end, end, False


def _before(source: Source, start: int, at: int) -> int:
    """Where a part ends: the line break before a delimiter belongs to that."""
    tail = source[max(start, at - 2) : at]
    if tail == b"\r\n":
        return at - 2
    return at - 1 if tail.endswith(b"\n") else at
