"""From the elements of HTML to the lines that a reader sees."""

import re

from lxml.etree import _Element as Element
from lxml.html import defs

from emaillog.mime import sight
from emaillog.mime.lines import Line

BLOCKS = defs.block_tags - {"col", "colgroup", "td", "th", "ins", "del", "optgroup", "option"} | {
    "article", "aside", "body", "details", "figure", "footer", "header", "html", "main", "nav", "section", "summary",
}  # fmt: skip
_CELLS = {"td", "th", "dd"}
_ROWS = {"tr", "dt"}
_APART = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote"}
_SPACES = re.compile(r"[ \t\r\n\f]+")


def _is_beside_another(node: Element) -> bool:
    before = node.getprevious()
    return before is not None and (node.tag != "dd" or before.tag == "dt")


class Walk:
    """Takes the elements and texts of a document in their order, and holds the lines that they make."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.line: Line | None = None
        self.pieces: list[str] = []  # of its text: joined once, since a line may be all there is
        self.depth = self.preformatted = self.cells = 0
        self.is_broken = self.is_apart = self.is_new_cell = self.is_ruled = False

    def start(self, node: Element) -> None:
        tag = node.tag
        self.is_ruled = self.is_ruled or sight.is_rule(node)
        self.preformatted += tag == "pre"
        if tag in _CELLS and self.line is not None and _is_beside_another(node):
            self._cell(self.line)
        elif tag in BLOCKS and not self.is_new_cell:
            self._break(node)
            if tag in _ROWS:
                self.flush()  # what stands above a row is none of its cells, even where the first one is empty
        self.depth += tag == "blockquote"
        if node.text:
            self.text(node.text, node, in_tail=False)

    def end(self, node: Element) -> None:
        tag = node.tag
        if tag == "br":
            self._new_line(node)
        elif tag == "a":
            self._address(node)
        elif tag in {"td", "th"}:
            self.is_new_cell = False
        elif tag in BLOCKS:
            self._break(node)
            self.is_new_cell = self.is_new_cell and tag != "dd"
        self.depth -= tag == "blockquote"
        self.preformatted -= tag == "pre"

    def text(self, written: str, node: Element, *, in_tail: bool) -> None:
        if self.preformatted and "\n" in written:
            first, *others = written.replace("\r", "").split("\n")
            self._add(first, node, in_tail=in_tail)
            for other in others:
                self._new_line(node, in_tail=in_tail)
                self._add(other, node, in_tail=in_tail)
        else:
            self._add(written if self.preformatted else _SPACES.sub(" ", written), node, in_tail=in_tail)

    def _add(self, written: str, node: Element, *, in_tail: bool) -> None:
        if not written or (written == " " and (self.line is None or self.is_broken)):
            return
        self.is_new_cell = self.is_new_cell and not written.strip()
        if self.is_broken:
            self.flush()
        line = self.line or self._open(node, in_tail=in_tail)
        if not self.preformatted and (not self.pieces or self.pieces[-1].endswith(" ")):
            written = written.lstrip(" ")
        if written:
            self.pieces.append(written)
        line.end, line.end_in_tail = node, in_tail

    def _open(self, node: Element, *, in_tail: bool) -> Line:
        self.line = Line("", self.depth, self.is_apart, node, in_tail, is_ruled=self.is_ruled)
        self.is_apart = self.is_ruled = False
        return self.line

    def _address(self, node: Element) -> None:
        """A link's address counts where its text hides it: some clients put it nowhere else."""
        target = node.get("href") or ""
        address = target[7:].partition("?")[0].strip() if target[:7].lower() == "mailto:" else ""
        shown = "".join(self.pieces[-10:])[-1_000:].lower()
        if "@" in address and self.line is not None and address.lower() not in shown:
            self.pieces.append(f" <{address}>")

    def _cell(self, line: Line) -> None:
        """Cells of a row share a line, and so do a term and what is said of it."""
        self.is_broken = self.is_apart = False
        line.label = len("".join(self.pieces)) if not self.cells else 0
        self.cells += 1
        self.pieces.append(" ")
        self.is_new_cell = True

    def _break(self, node: Element) -> None:
        self.is_broken = self.line is not None
        self.is_apart = self.is_apart or (node.tag in _APART and "MsoNormal" not in (node.get("class") or ""))

    def _new_line(self, node: Element, *, in_tail: bool = True) -> None:
        """A line break: ends the line that is open, and is an empty line of its own where none is."""
        if self.is_broken:
            self.flush()
        if self.line is None:
            self._open(node, in_tail=in_tail)
        self.flush()

    def flush(self) -> None:
        if self.line is not None:
            self.line.text = "".join(self.pieces).rstrip(" ").replace("\xa0", " ")
            self.lines.append(self.line)
        self.line, self.pieces, self.is_broken, self.cells = None, [], False, 0
