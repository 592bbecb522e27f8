"""The tree of MIME entities (RFC 2046), cut out of the bytes as they came.

The standard library's parser reads line by line, recurses as deep as the sender likes and cannot give back the exact
bytes of an attached message. This one finds delimiters, keeps slices, and stops at the caps of `bounds`.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property

from emaillog.mime import bounds, headers, multipart
from emaillog.mime.budget import Budget
from emaillog.mime.content import Content
from emaillog.mime.defects import Defect
from emaillog.mime.headers import Fields
from emaillog.mime.source import Source

_WORD = re.compile(r"[^\s\"'();,]+")


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
    boundary = entity.parameter("boundary").encode("utf-8", "surrogateescape").rstrip()
    for part in multipart.split(source, (section.body, span[1]), boundary, budget):
        entity.children.append(_read(source, part, entity.content_type, depth + 1, budget))
    return entity
