"""Lines that HTML sets within one element belong together."""

from lxml.etree import _Element as Element

from emaillog.mime.document import block_of
from emaillog.mime.lines import Line


def begins_one(lines: list[Line], fewest: int) -> bool:
    """Whether an element of at least so many lines begins with the second one, below the first."""
    above, own, *others = map(block_of, lines)
    return own is not None and own is not above and len(others) == fewest - 1 and all(own is each for each in others)


def leaves_one(header: list[Line], other: Line) -> bool:
    """Whether a line stands outside of the element that holds the first lines of a header."""
    first, *others = [block_of(line) for line in header]
    block = block_of(other)
    if first is None or None in others:
        return False
    if first is others[0]:
        return first is not block
    shared = set.intersection(*(set(_with_ancestors(each)) for each in others))
    return next((each for each in _with_ancestors(first) if each in shared), first) not in _with_ancestors(block)


def _with_ancestors(node: Element | None) -> list[Element]:
    return [] if node is None else [node, *node.iterancestors()]
