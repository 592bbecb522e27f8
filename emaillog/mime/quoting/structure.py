"""The lines of an HTML body, with the quote depth that its elements give them: marks of clients, and citations."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import groupby

from lxml import etree
from lxml.etree import _Element as Element

from emaillog.mime import document
from emaillog.mime.lines import Line
from emaillog.mime.quoting import attributions
from emaillog.mime.quoting.marks import Meaning, meaning
from emaillog.mime.quoting.pieces import Hints

_RULED = re.compile(r"border-top(?:-style)?\s?:[^;]{0,40}solid", re.IGNORECASE)
_FEWEST_MARKED = 3  # lines in a row that begin with ">" and nothing above them says why; fewer may be arrows
_NEVER = 1 << 60


@dataclass
class _Places:
    """Where in a walk through the document each element begins and ends, and the stretches that are marked."""

    of: dict[Element, tuple[int, int]] = field(default_factory=dict)
    quoted: list[tuple[int, int]] = field(default_factory=list)  # in order, none within another
    signed: list[tuple[int, int]] = field(default_factory=list)
    ruled: list[int] = field(default_factory=list)
    rest: int = _NEVER

    def at(self, line: Line) -> int:
        found = self.of.get(line.node, (0, 0)) if line.node is not None else (0, 0)
        return found[1] if line.in_tail else found[0]


def read(root: Element) -> tuple[list[Line], Hints]:
    lines, places = document.lines(root), _walk(root)
    signed, ruled, rules = set[int](), set[int](), iter([*places.ruled, _NEVER])
    rule = next(rules)
    for at, line in enumerate(lines):
        place = places.at(line)
        if _is_in(place, places.quoted) or place >= places.rest:
            line.depth = max(1, line.depth)
            continue
        if _is_in(place, places.signed):
            signed.add(at)
        if place >= rule and not line.is_blank:
            ruled.add(at)
            rule = next((each for each in rules if each > place), _NEVER)
        line.depth = -line.depth  # a citation that nobody has marked
    _settle(lines)
    return lines, Hints(frozenset(ruled), frozenset(signed))


def _is_in(place: int, stretches: list[tuple[int, int]]) -> bool:
    found = bisect_right(stretches, (place, _NEVER)) - 1
    return found >= 0 and stretches[found][0] <= place < stretches[found][1]


def _settle(lines: list[Line]) -> None:
    """Citations and lines that begin with ">" are quoted where an attribution stands above them."""

    def is_open(number: int) -> int:
        line = lines[number]
        return -1 if line.depth < 0 else int(not line.depth and line.text.startswith(">"))

    for state, run in groupby(range(len(lines)), is_open):
        if state:
            found = list(run)
            for at in found:
                lines[at].depth = max(1, abs(lines[at].depth))
            is_marked = state > 0 and len(found) >= _FEWEST_MARKED
            if not is_marked and not _goes_on(lines, found[0]) and not attributions.stands_above(lines, found[0]):
                for at in found:
                    lines[at].depth = 0


def _goes_on(lines: list[Line], at: int) -> bool:
    """Whether the words before it are quoted: some clients mark the header only."""
    before = next((line for line in reversed(lines[max(0, at - 5) : at]) if not line.is_blank), None)
    return before is not None and before.depth > 0


def _walk(root: Element) -> _Places:
    places, begun = _Places(), dict[Element, int]()
    opened: Element | None = None  # the outermost marked quotation
    inside: Meaning | None = None
    for place, (event, node) in enumerate(etree.iterwalk(root, events=("start", "end"))):
        if event == "start":
            begun[node] = place
            found = meaning(node)
            if opened is None and found in {"quotation", "until a quotation"}:
                opened, inside = node, found
            elif opened is None and found == "rest":
                places.rest = min(places.rest, place)
            continue
        places.of[node] = (begun[node], place)
        is_citation = node.tag == "blockquote" and meaning(node) == "quotation"
        is_first = inside == "until a quotation" and is_citation and node.getparent() is opened
        if opened is not None and (node is opened or is_first):
            places.quoted.append((begun[opened], place))
            opened = None
        elif opened is None:
            _note(places, node, begun[node], place)
    places.signed.sort()
    places.ruled.sort()
    return places


def _note(places: _Places, node: Element, start: int, end: int) -> None:
    if meaning(node) == "signature":
        places.signed.append((start, end))
    elif node.tag == "hr":
        places.ruled.append(end)
    elif node.tag == "div" and _RULED.search(node.get("style") or ""):
        places.ruled.append(start)
