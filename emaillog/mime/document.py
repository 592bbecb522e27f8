"""HTML mail as lines: parsed once with a depth guard, walked without recursion, never rendered."""

import re
from html import unescape

from lxml import etree
from lxml.etree import _Element as Element

from emaillog.mime import bounds, sight
from emaillog.mime.lines import Line, text_of
from emaillog.mime.walk import BLOCKS, Walk

# Apple Mail cuts one document in several parts around its attachments, in the middle of a quotation.
_SEAM = re.compile(
    r"</body>\s{0,9}</html>\s{0,9}(?:<html[^<>]*>\s{0,9})?"
    r"(?:<head[^<>]*>\s{0,9}(?:<meta[^<>]*>\s{0,9}){0,9}</head>\s{0,9})?<body[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]*>")


def parse(source: str) -> Element | None:
    """The root element, or None when there is nothing to read."""
    source = _SEAM.sub("", source[: bounds.HTML].replace("\x00", "\ufffd"))
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def text(source: str) -> str:
    """Plain text of an HTML body."""
    root = parse(source)
    shown = text_of(lines(root)) if root is not None else ""
    return shown if shown or not source.strip() else stripped(source)


def stripped(source: str) -> str:
    """What is left of HTML without its tags, for what cannot be parsed."""
    bare = unescape(_TAG.sub(" ", source[: bounds.HTML]))
    return "\n".join(line.strip() for line in bare.splitlines() if line.strip())


def lines(root: Element) -> list[Line]:
    """What a reader sees, line by line."""
    walk = Walk()
    skipped = None
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if skipped is None and event == "start" and sight.is_hidden(node):
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
        if node is None or node.tag in BLOCKS:
            break
        node = node.getparent()
    return node
