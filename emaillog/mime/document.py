"""HTML mail as lines: parsed once with a depth guard, walked without recursion, never rendered."""

import re

from lxml import etree, html
from lxml.etree import _Element as Element
from lxml.html import defs

from emaillog.mime import bounds, hiding
from emaillog.mime.lines import Line, text_of

_BLOCKS = defs.block_tags - {"col", "colgroup", "td", "th", "ins", "del", "optgroup", "option"} | {
    "article", "aside", "body", "details", "figure", "footer", "header", "html", "main", "nav", "section", "summary",
}  # fmt: skip
_CELLS = {"td", "th", "dd"}
_APART = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote"}
# Apple Mail cuts one document in several parts around its attachments, in the middle of a quotation.
_SEAM = re.compile(
    r"</body>\s{0,9}</html>\s{0,9}(?:<html[^<>]*>\s{0,9})?"
    r"(?:<head[^<>]*>\s{0,9}(?:<meta[^<>]*>\s{0,9}){0,9}</head>\s{0,9})?<body[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]*>")
_SPACES = re.compile(r"[ \t\r\n\f]+")


def parse(source: str) -> Element | None:
    """The root element, or None when there is nothing to read."""
    source = _SEAM.sub("", source[: bounds.HTML].replace("\x00", "\ufffd"))
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def text(source: str) -> str:
    """Plain text of an HTML body."""
    root = parse(source)
    shown = text_of(lines(root)) if root is not None else ""
    return shown if shown or not source.strip() else stripped(source)


def stripped(source: str) -> str:
    """What is left of HTML without its tags, for what cannot be parsed."""
    return "\n".join(line.strip() for line in _TAG.sub(" ", source[: bounds.HTML]).splitlines() if line.strip())


def lines(root: Element) -> list[Line]:
    """What a reader sees, line by line."""
    walk = _Walk()
    skipped = None
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if skipped is None and event == "start" and hiding.is_hidden(node):
            skipped = node
        if skipped is None:
            (walk.start if event == "start" else walk.end)(node)
        if event == "end":
            if node is skipped:
                skipped = None
            if skipped is None and node.tail and node is not root:
                walk.text(node.tail, node, in_tail=True)
        if len(walk.lines) >= bounds.LINES:
            break
    walk.flush()
    return walk.lines


def block_of(line: Line) -> Element | None:
    """The element that sets the line, and those beside it, as one block."""
    node = line.node.getparent() if line.node is not None and line.in_tail else line.node
    for _ in range(bounds.NESTING):
        if node is None or node.tag in _BLOCKS:
            break
        node = node.getparent()
    return node


def _is_beside_another(node: Element) -> bool:
    before = node.getprevious()
    return before is not None and (node.tag != "dd" or before.tag == "dt")


class _Walk:
    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.line: Line | None = None
        self.pieces: list[str] = []  # of its text: joined once, since a line may be all there is
        self.depth = self.preformatted = self.cells = 0
        self.is_broken = self.is_apart = self.is_new_cell = False

    def start(self, node: Element) -> None:
        tag = node.tag
        self.preformatted += tag == "pre"
        if tag in _CELLS and self.line is not None and _is_beside_another(node):
            self._cell(self.line)
        elif tag in _BLOCKS and not self.is_new_cell:
            self._break(node)
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
        elif tag in _BLOCKS:
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
        if self.line is None:
            self.line = Line("", self.depth, self.is_apart, node, in_tail)
            self.is_apart = False
        if not self.preformatted and (not self.pieces or self.pieces[-1].endswith(" ")):
            written = written.lstrip(" ")
        if written:
            self.pieces.append(written)
        self.line.end, self.line.end_in_tail = node, in_tail

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
            self.line = Line("", self.depth, self.is_apart, node, in_tail)
            self.is_apart = False
        self.flush()

    def flush(self) -> None:
        if self.line is not None:
            self.line.text = "".join(self.pieces).rstrip(" ").replace("\xa0", " ")
            self.lines.append(self.line)
        self.line, self.pieces, self.is_broken, self.cells = None, [], False, 0
