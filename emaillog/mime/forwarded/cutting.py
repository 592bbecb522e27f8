"""Cuts the forwarded message out of a forward's HTML: what stands between two places of the document."""

from lxml import etree
from lxml.etree import _Element as Element

from emaillog.mime.lines import Line

_CONTAINERS = {"div", "p", "span", "font", "blockquote", "b", "strong", "o:p"}  # the last one: of Word
_DEEP = 20


def between(root: Element, header: Line, first: Line | None, after: Line | None, depth: int) -> str:
    """The HTML after the line `header` and before `after`, `depth` levels of quotation taken off. "" where header and
    text (its `first` line) cannot be told apart, because one stretch of the document holds both (`pre`)."""
    if header.end is None or any(_begins_in(line, header) for line in (first, after)):
        return ""
    if after is not None and after.node is not None:
        _drop_from(after.node, in_tail=after.in_tail)
    _drop_through(header.end, in_tail=header.end_in_tail)
    _unquote(root, depth)
    body = root.find("body")
    body = root if body is None else body
    _drop_first_breaks(body)
    inner = etree.tostring(body, encoding="unicode", method="html", with_tail=False)
    return inner[inner.find(">") + 1 : inner.rfind("</")].strip() if inner.startswith("<body") else inner


def _drop_first_breaks(node: Element, depth: int = 0) -> bool:
    """The empty lines and rules that clients put between header and text; True when nothing else was in the element."""
    while (first := next(iter(node), None)) is not None and not (node.text or "").strip():  # len() counts them all
        is_blank = first.tag in _CONTAINERS and depth < _DEEP and _drop_first_breaks(first, depth + 1)
        if not is_blank and first.tag not in {"br", "hr"}:
            return False
        node.text = first.tail
        node.remove(first)
    return first is None and not (node.text or "").strip()


def _begins_in(line: Line | None, header: Line) -> bool:
    return line is not None and line.node is header.end and line.in_tail == header.end_in_tail


def _drop_through(node: Element, *, in_tail: bool) -> None:
    """Everything up to the end of one stretch of text."""
    parent = node.getparent()
    if in_tail and parent is not None:
        _drop_before(node)
        parent.remove(node)
        node = parent
    node.text = None
    while (parent := node.getparent()) is not None:
        _drop_before(node)
        parent.text = None
        node = parent


def _drop_before(node: Element) -> None:
    parent = node.getparent()
    while parent is not None and (before := node.getprevious()) is not None:
        parent.remove(before)


def _drop_from(node: Element, *, in_tail: bool) -> None:
    """Everything from the beginning of one stretch of text on."""
    if not in_tail:
        node.text = None
        for child in list(node):
            node.remove(child)
    while (parent := node.getparent()) is not None:
        while (following := node.getnext()) is not None:
            parent.remove(following)
        node.tail = None
        node = parent


def _unquote(root: Element, levels: int) -> None:
    depth = 0
    for event, node in etree.iterwalk(root, events=("start", "end")) if levels else ():
        if node.tag == "blockquote" or node.get("data-unquoted"):
            depth += 1 if event == "start" else -1
            if event == "start" and depth <= levels:
                node.attrib.clear()
                node.set("data-unquoted", "1")
            elif event == "end" and depth < levels:
                node.tag = "div"
                del node.attrib["data-unquoted"]
