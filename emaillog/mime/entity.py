"""The tree of MIME entities (RFC 2046), cut out of the bytes as they came.

The standard library's parser reads line by line, recurses as deep as the sender likes and cannot give back the exact
bytes of an attached message. This one finds delimiters, keeps slices, and stops at the caps of `bounds`.
"""

from dataclasses import dataclass, field
from functools import cached_property

from emaillog.mime import bounds, headers, transfer
from emaillog.mime.headers import Fields


@dataclass
class Budget:
    """What one mail may still cost, shared by all that is nested in it."""

    parts: int = bounds.PARTS
    copied: int = 0  # bytes of attached messages that may still be read as messages
    defects: dict[str, None] = field(default_factory=dict)

    def note(self, *defects: str) -> None:
        self.defects.update(dict.fromkeys(defects))


@dataclass(eq=False)
class Entity:
    """A message or body part: its fields, its body still encoded, and what a multipart holds."""

    fields: Fields
    raw: bytes
    body: int
    end: int
    parent_type: str = ""
    children: list["Entity"] = field(default_factory=list)

    @cached_property
    def content_type(self) -> str:
        """Lower-case type/subtype; without the field text/plain, in a digest message/rfc822 (RFC 2046 section 5)."""
        if not self.fields.first("content-type"):
            return "message/rfc822" if self.parent_type == "multipart/digest" else "text/plain"
        return str(self.fields.structured().get_content_type())

    @cached_property
    def disposition(self) -> str:
        return (self.fields.structured().get_content_disposition() or "").strip()

    @cached_property
    def encoding(self) -> str:
        return self.fields.first("content-transfer-encoding").partition(";")[0].strip().lower()

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
    def content(self) -> bytes:
        """The decoded body of a leaf."""
        return transfer.decode(self.raw[self.body : self.end], self.encoding)

    def leaves(self) -> list["Entity"]:
        """Everything that is no multipart, in the order of the mail."""
        out, stack = [], [self]
        while stack:
            entity = stack.pop()
            stack.extend(reversed(entity.children))
            if not entity.children:
                out.append(entity)
        return out


def read(raw: bytes, budget: Budget) -> Entity:
    return _read(raw, (0, len(raw)), "", 0, budget)


def _read(raw: bytes, span: tuple[int, int], parent_type: str, depth: int, budget: Budget) -> Entity:
    section = headers.read(raw, *span)
    budget.note(*section.fields.defects)
    entity = Entity(section.fields, raw, section.body, span[1], parent_type)
    if not entity.content_type.startswith("multipart/"):
        return entity
    if depth >= bounds.NESTING:
        budget.note("nested too deeply")
        return entity
    for part in _split(entity, budget):
        entity.children.append(_read(raw, part, entity.content_type, depth + 1, budget))
    return entity


def _split(entity: Entity, budget: Budget) -> list[tuple[int, int]]:
    """Where the parts of a multipart lie. The line break before a delimiter belongs to it (RFC 2046 section 5.1.1)."""
    boundary = entity.parameter("boundary").encode("utf-8", "surrogateescape").rstrip()
    if not boundary:
        budget.note("multipart without boundary")
        return []
    parts: list[tuple[int, int]] = []
    start, at, is_closed = -1, entity.body, False
    while not is_closed and budget.parts > 0:
        at, after, is_closed = _delimiter(entity, b"--" + boundary, at)
        if start >= 0:
            parts.append((start, _before(entity.raw, start, at)))
            budget.parts -= 1
        if at >= entity.end:
            break
        start = at = after
    if budget.parts <= 0:
        budget.note("too many parts")
    if not is_closed:
        budget.note("multipart without end")
    return parts


def _delimiter(entity: Entity, mark: bytes, at: int) -> tuple[int, int, bool]:
    """The next delimiter line from `at`: where it begins, where the line after it begins, and whether it closes."""
    raw, end = entity.raw, entity.end
    while (at := raw.find(mark, at, end)) >= 0:
        after = at + len(mark)
        if at == entity.body or raw[at - 1 : at] == b"\n":
            # A delimiter has nothing but white space behind it, so its line need not be searched far for its end.
            line_end = raw.find(b"\n", after, min(end, after + 1_000)) + 1
            rest = raw[after : line_end or min(end, after + 1_000)].strip()
            if rest in (b"", b"--"):
                return at, line_end or end, rest == b"--"
        at = after
    return end, end, False


def _before(raw: bytes, start: int, at: int) -> int:
    if raw[at - 2 : at] == b"\r\n" and at - 2 >= start:
        return at - 2
    return at - 1 if raw[at - 1 : at] == b"\n" and at - 1 >= start else at
