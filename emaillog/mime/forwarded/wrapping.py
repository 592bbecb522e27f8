"""Values that were wrapped: what shows that a line goes on with the one above it."""

from emaillog.mime.forwarded.folding import visible
from emaillog.mime.lines import Line

_LONGEST = 2_000  # characters of the line that are looked at
_BLANKS = {" ", "\t"}


def is_folded(line: Line, first: Line) -> bool:
    """RFC 5322 section 2.2.3: what goes on in the next line is set in, and the `first` line of a header is not."""
    return line.text[:1] in _BLANKS and first.text[:1] not in _BLANKS


def is_more_people(value: str, line: Line) -> bool:
    text = visible(line.text[:_LONGEST]).strip()
    if value and text[:1] in {"<", "["} and "@" in text:
        return True
    return "@" in value and (value.endswith((",", ";")) or "@" in text)


def is_cut(value: str) -> bool:
    """Whether a value ends within an address."""
    return value.endswith("<") or value.rfind("<") > value.rfind(">")
