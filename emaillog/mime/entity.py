"""The tree of MIME entities (RFC 2046), cut out of the bytes as they came.

The standard library's parser reads line by line, recurses as deep as the sender likes and cannot give back the exact
bytes of an attached message. This one finds delimiters, keeps slices, and stops at the caps of `bounds`.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property

from emaillog.mime import bounds, headers
from emaillog.mime.content import Content
from emaillog.mime.defects import Defect
from emaillog.mime.headers import Fields
from emaillog.mime.source import Source

_UNANNOUNCED = re.compile(rb"(?im)^--([^\s][^\r\n]{0,99}?)[ \t]{0,9}\r?\nContent-[a-z-]{1,40}:")
_WORD = re.compile(r"[^\s\"'();,]+")
_PREAMBLE = 16 * 1024  # bytes


@dataclass
class Budget:
    """What one mail may still cost, shared by all that is nested in it."""

    parts: int = bounds.PARTS
    near_delimiters: int = bounds.NEAR_DELIMITERS
    nested: int = 0  # bytes of attached messages that may still be read as messages
    shown: int = bounds.SHOWN  # bytes of text that may still be decoded
    defects: dict[Defect, None] = field(default_factory=dict)

    def note(self, *defects: Defect) -> None:
        self.defects.update(dict.fromkeys(defects))


@dataclass(eq=False)
class Entity:
    """A message or body part: its fields, its body still encoded, and what a multipart holds."""

    fields: Fields
    source: Source
    body: int
    end: int
    parent_type: str = ""
    children: list["Entity"] = field(default_factory=list)

    @cached_property
    def content_type(self) -> str:
        """Lower-case type/subtype; without the field text/plain, in a digest message/rfc822 (RFC 2046 section 5)."""
        if not self.fields.first("content-type"):
            return "message/rfc822" if self.parent_type == "multipart/digest" else "text/plain"
        # Seen in practice: "text/html charset=utf-8", which lost its semicolon.
        return _first_word(self.fields.structured().get_content_type()) or "text/plain"

    @cached_property
    def disposition(self) -> str:
        return _first_word(self.fields.structured().get_content_disposition() or "")

    @cached_property
    def encoding(self) -> str:
        return _first_word(self.fields.first("content-transfer-encoding").partition(";")[0])

    def parameter(self, name: str) -> str:
        """A parameter of the content type, "" when it is missing or beyond reading (RFC 2231)."""
        try:
            value = self.fields.structured().get_param(name)
        except (ValueError, LookupError, TypeError):
            return ""
        if isinstance(value, tuple):
            value = value[2]
        return str(value or "").strip()

    @property
    def charset(self) -> str:
        return self.parameter("charset")

    @cached_property
    def content(self) -> Content:
        """The decoded body of a leaf."""
        return Content(self.source, self.body, self.end, self.encoding)

    def leaves(self) -> list["Entity"]:
        """Everything that is no multipart, in the order of the mail."""
        out, stack = [], [self]
        while stack:
            entity = stack.pop()
            stack.extend(reversed(entity.children))
            if not entity.children:
                out.append(entity)
        return out


def _first_word(value: str) -> str:
    found = _WORD.search(value)
    return found[0].lower() if found else ""


def read(source: Source, span: tuple[int, int], budget: Budget) -> Entity:
    """The tree of the message source[span[0]:span[1]]."""
    return _read(source, span, "", 0, budget)


def _read(source: Source, span: tuple[int, int], parent_type: str, depth: int, budget: Budget) -> Entity:
    section = headers.read(source, *span)
    budget.note(*section.fields.defects)
    entity = Entity(section.fields, source, section.body, span[1], parent_type)
    if not entity.content_type.startswith("multipart/"):
        return entity
    if depth >= bounds.NESTING:
        budget.note(Defect.NESTED_PARTS)
        return entity
    for part in _split(entity, budget):
        entity.children.append(_read(source, part, entity.content_type, depth + 1, budget))
    return entity


def _split(entity: Entity, budget: Budget) -> list[tuple[int, int]]:
    """Where the parts of a multipart lie. The line break before a delimiter belongs to it (RFC 2046 section 5.1.1)."""
    boundary = entity.parameter("boundary").encode("utf-8", "surrogateescape").rstrip()
    if not boundary or _delimiter(entity, b"--" + boundary, entity.body, budget)[0] == entity.end:
        budget.note(Defect.NO_BOUNDARY)
        boundary = _boundary_in_use(entity)
    if not boundary:
        return []
    parts: list[tuple[int, int]] = []
    start, at, is_closed = -1, entity.body, False
    while not is_closed and budget.parts > 0:
        at, after, is_closed = _delimiter(entity, b"--" + boundary, at, budget)
        if start >= 0:
            parts.append((start, _before(entity.source, start, at)))
            budget.parts -= 1
        if at >= entity.end:
            break
        start = at = after
    if not is_closed:
        budget.note(Defect.NO_CLOSING_BOUNDARY if budget.parts > 0 else Defect.PARTS_CUT)
    return parts


def _boundary_in_use(entity: Entity) -> bytes:
    """Seen in practice: a boundary that is not announced, or another one; a line before MIME fields shows it."""
    found = _UNANNOUNCED.search(entity.source[entity.body : min(entity.end, entity.body + _PREAMBLE)])
    return found[1] if found else b""


def _delimiter(entity: Entity, mark: bytes, at: int, budget: Budget) -> tuple[int, int, bool]:
    """The next delimiter line from `at`: where it begins, where the line after it begins, and whether it closes."""
    source, end = entity.source, entity.end
    while (at := source.find(mark, at, end)) >= 0 and budget.near_delimiters > 0:
        after = at + len(mark)
        if at == entity.body or source[at - 1 : at] == b"\n":
            # A delimiter has nothing but white space behind it, so its line need not be searched far for its end.
            line_end = source.find(b"\n", after, min(end, after + 1_000)) + 1
            rest = source[after : line_end or min(end, after + 1_000)].strip()
            if rest in (b"", b"--"):
                return at, line_end or end, rest == b"--"
        budget.near_delimiters -= 1
        at = after
    return end, end, False


def _before(source: Source, start: int, at: int) -> int:
    tail = source[max(start, at - 2) : at]
    if tail == b"\r\n":
        return at - 2
    return at - 1 if tail.endswith(b"\n") else at
