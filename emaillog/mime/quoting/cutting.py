"""Cuts an HTML document between its lines. Each piece has the elements around it again, so that it looks as before."""

from dataclasses import dataclass
from html import escape
from typing import Literal

from lxml import etree
from lxml.etree import _Element as Element
from lxml.html import defs

from emaillog.mime.lines import Line
from emaillog.mime.quoting.pieces import Piece, Stretch

_MOST = 100  # stretches; what follows stays with the last
_SHALLOW = 4  # elements within each other that may make an empty line
_PICTURES = {"img", "input", "table", "video", "iframe", "svg"}
_AROUND = {"html", "body"}


@dataclass(frozen=True)
class _Place:
    """Before an element, in its text, or in the text after it, there after so many line ends."""

    node: Element
    where: Literal["before", "text", "tail"]
    line_ends: int = 0


def pieces(root: Element, lines: list[Line], stretches: list[Stretch]) -> list[Piece]:
    """The document in as many pieces as there are stretches, or fewer where one text cannot be told apart."""
    kinds, places = [stretches[0][0]], list[_Place]()
    for kind, first, _ in stretches[1:_MOST]:
        place = _place(lines, first, is_quotation=kind == "quoted")
        if place is not None and place not in places[-1:]:
            places.append(place)
            kinds.append(kind)
        elif kind == "new":
            kinds[-1] = kind
    writer = _Writer(places)
    writer.write(root)
    if len(writer.pieces) != len(kinds):  # a place was not met: rather show all than hide what is new
        return [Piece("new", "".join(writer.pieces))]
    return [Piece(kind, html) for kind, html in zip(kinds, writer.pieces, strict=True)]


def _place(lines: list[Line], at: int, *, is_quotation: bool) -> _Place | None:
    line = lines[at]
    if line.node is None:
        return None
    where: Literal["text", "tail"] = "tail" if line.in_tail else "text"
    if line_ends := _line_ends_before(lines, at):
        return _Place(line.node, where, line_ends)
    if line.in_tail and not (is_quotation and _is_blank(line.node)):
        return _Place(line.node, "tail")
    return _Place(_outermost(line.node, is_quotation=is_quotation), "before")


def _line_ends_before(lines: list[Line], at: int) -> int:
    """Of the text that the line begins in: only preformatted text has several lines."""
    node, in_tail = lines[at].node, lines[at].in_tail
    first = at
    if node is None or "\n" not in ((node.tail if in_tail else node.text) or ""):
        return 0
    while first and lines[first - 1].node is node and lines[first - 1].in_tail == in_tail:
        first -= 1
    first += node.tag == "br" and lines[first].is_blank  # the break's own line, not one of the text after it
    goes_on = first > 0 and lines[first - 1].end is node and lines[first - 1].end_in_tail == in_tail
    return max(0, at - first + goes_on)


def _outermost(node: Element, *, is_quotation: bool) -> Element:
    """The element that begins at the same place: a box is not torn, a rule above a quotation goes with it."""
    while True:
        before, parent = node.getprevious(), node.getparent()
        if before is not None:
            if not (is_quotation and _is_blank(before) and not (before.tail or "").strip()):
                return node
            node = before
        elif parent is None or parent.tag in _AROUND or (parent.text or "").strip():
            return node
        else:
            node = parent


def _is_blank(node: Element, depth: int = 0) -> bool:
    if node.tag in _PICTURES or (node.text or "").strip() or depth > _SHALLOW or len(node) > 3:
        return False
    return all(_is_blank(child, depth + 1) and not (child.tail or "").strip() for child in node)


class _Writer:
    """Writes the document, and at each place closes what is open and opens it again in a new piece."""

    def __init__(self, places: list[_Place]) -> None:
        self.places = places
        self.at = 0
        self.written: list[str] = []
        self.open: list[Element] = []
        self.pieces: list[str] = []

    def write(self, root: Element) -> None:
        for event, node in etree.iterwalk(root, events=("start", "end")):
            if event == "start":
                self._cut_at(node, "before")
                if node.tag not in _AROUND:
                    self._start(node)
                self._text(node, "text", node.text)
            else:
                if node.tag not in _AROUND and node.tag not in defs.empty_tags:
                    self.open.pop()
                    self.written.append(f"</{node.tag}>")
                self._text(node, "tail", node.tail)
        self._finish()

    def _start(self, node: Element) -> None:
        self.written.append(_tag(node))
        if node.tag not in defs.empty_tags:
            self.open.append(node)

    def _text(self, node: Element, where: Literal["text", "tail"], text: str | None) -> None:
        pending = self.places[self.at : self.at + 1]
        if not pending or pending[0].node is not node or pending[0].where != where:
            self.written.append(escape(text or "", quote=False))
            return
        rest = (text or "").split("\n")
        done = 0
        while self.at < len(self.places) and self.places[self.at].node is node and self.places[self.at].where == where:
            count = self.places[self.at].line_ends - done
            self.written.append(escape("\n".join(rest[:count]), quote=False))
            rest, done = rest[count:], done + count
            self._cut()
        self.written.append(escape("\n".join(rest), quote=False))

    def _cut_at(self, node: Element, where: Literal["before"]) -> None:
        if self.at < len(self.places) and self.places[self.at] == _Place(node, where):
            self._cut()

    def _cut(self) -> None:
        self.at += 1
        self._finish()
        self.written = [_tag(node) for node in self.open]

    def _finish(self) -> None:
        closing = [f"</{node.tag}>" for node in reversed(self.open)]
        self.pieces.append("".join([*self.written, *closing]))


def _tag(node: Element) -> str:
    attributes = "".join(f' {name!s}="{escape(str(value))}"' for name, value in node.items())
    return f"<{node.tag!s}{attributes}>"
