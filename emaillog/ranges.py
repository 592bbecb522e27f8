"""Parts of a file, as a browser asks for them that goes on with a download or skips in it (RFC 9110 section 14)."""

import re
from dataclasses import dataclass

ONE_RANGE = re.compile(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Span:
    """The bytes [start, end) of a file of `size`; an empty one cannot be had."""

    start: int
    end: int
    size: int

    @property
    def is_satisfiable(self) -> bool:
        return self.start < self.end

    @property
    def content_range(self) -> str:
        """The field of the answer (RFC 9110 section 14.4)."""
        return f"bytes {self.start}-{self.end - 1}/{self.size}" if self.is_satisfiable else f"bytes */{self.size}"


def asked(field: str, size: int) -> Span | None:
    """What a `Range` field asks for; None: the whole, as for several ranges, other units and what nobody can read."""
    found = ONE_RANGE.fullmatch(field.strip())
    if not found or not any(found.groups()) or not size:
        return None
    first, last = found.groups()
    if not first:
        return Span(max(0, size - int(last)), size, size)  # the last bytes (section 14.1.2)
    if last and int(last) < int(first):
        return None
    return Span(int(first), min(size, int(last) + 1) if last else size, size)


def holds(condition: str, etag: str) -> bool:
    """Whether an `If-Range` field lets the range be given; of a date nothing is known here (section 13.1.5)."""
    return not condition or condition.strip() == etag
