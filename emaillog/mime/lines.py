"""A body as lines with their quote depth, whether it was written as text or as HTML: what both readers work on."""

import re
from dataclasses import dataclass

from lxml.etree import _Element as Element

_QUOTES = re.compile(r"[ \t]{0,3}(?:>[ \t]?)*")


@dataclass(slots=True)
class Line:
    """One line of a body as a reader sees it."""

    text: str
    depth: int = 0  # how many levels of quotation it stands in
    is_apart: bool = False  # HTML sets it apart from the line before by a margin, which is no line of its own
    node: Element | None = None  # the element that this line begins in or after, for cutting the document there
    in_tail: bool = False
    end: Element | None = None  # the same for its last stretch of text
    end_in_tail: bool = False
    is_ruled: bool = False  # HTML draws a line above it
    label: int = 0  # characters of its first cell, where HTML sets the line as a label and a value

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()


def of_text(text: str) -> list[Line]:
    """The lines of a text body; a quote depth is the number of '>' before it (RFC 3676 section 4.5)."""
    out = []
    for line in text.split("\n"):
        marks = _QUOTES.match(line)
        quotes = marks[0] if marks else ""
        depth = quotes.count(">")
        out.append(Line(line[len(quotes) :] if depth else line, depth))
    return out


def text_of(lines: list[Line], base: int = 0) -> str:
    """Plain text again, with '>' for every level of quotation beyond `base`."""
    out: list[str] = []
    for line in lines:
        quotes = ">" * max(0, line.depth - base)
        if line.is_apart and out and out[-1].strip("> "):
            out.append(quotes[: len(out[-1]) - len(out[-1].lstrip(">"))])
        out.append(f"{quotes} {line.text}".rstrip() if quotes else line.text.rstrip())
    return "\n".join(out).strip("\n")
