"""Lines that HTML sets within one element belong together."""

from emaillog.mime.document import block_of
from emaillog.mime.lines import Line


def begins_one(lines: list[Line], fewest: int) -> bool:
    """Whether an element of at least so many lines begins with the second one, below the first."""
    above, own, *others = map(block_of, lines)
    return own is not None and own is not above and len(others) == fewest - 1 and all(own is each for each in others)


def leaves_one(first: Line, second: Line, other: Line) -> bool:
    """Whether a line stands outside of the element that the first two share."""
    own = block_of(first)
    return own is not None and own is block_of(second) and own is not block_of(other)
