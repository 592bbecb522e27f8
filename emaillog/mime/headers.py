"""The header section of a message or of a part (RFC 5322 section 2.2), bounded before anything looks into it."""

import re
from email.message import Message
from typing import NamedTuple

from emaillog.mime import bounds, encoded_words
from emaillog.mime.charset import decode, one_line
from emaillog.mime.defects import Defect
from emaillog.mime.source import Source

_FIELD_NAME = re.compile(rb"[\x21-\x39\x3b-\x7e]{1,200}[ \t]*:")
_ADDRESS_FIELDS = {"from", "sender", "reply-to", "to", "cc"}
_WITHOUT_PARAMETERS = {"content-type": "application/octet-stream", "content-disposition": "attachment"}
_CHARSET = re.compile(rb"charset\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_NEAR = 4 * 1024  # bytes of the body in which its parts name their charset
_STEP = 16 * 1024  # bytes: most headers are shorter, and a large body need not be searched for their end
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")


class Fields:
    """Header fields by lower-case name, unfolded but not decoded, in the order of the mail."""

    def __init__(self, items: list[tuple[str, str]], defects: tuple[Defect, ...] = ()) -> None:
        self.items, self.defects = items, defects
        self._first = dict(reversed(items))

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.items if key == name]

    def first(self, name: str) -> str:
        return self._first.get(name, "")

    def text(self, name: str) -> str:
        """The first field of that name as one line of readable text."""
        return one_line(encoded_words.decode(self.first(name)))

    def message_ids(self, name: str) -> tuple[str, ...]:
        """Every msg-id of the fields of that name (RFC 5322 section 3.6.4), with its angle brackets."""
        return tuple(one_line(each) for value in self.all(name) for each in _MESSAGE_ID.findall(value))

    def message_id(self) -> str:
        """The msg-id, in angle brackets even where its writer forgot them; "" when there is none that can be one."""
        found = _MESSAGE_ID.search(self.first("message-id"))
        bare = one_line(self.first("message-id")).strip("<>")
        if found:
            return one_line(found[0])
        return f"<{bare}>" if bare and len(bare) <= 900 and not re.search(r"[\s<>]", bare) else ""

    def structured(self) -> Message:
        """The MIME fields for the standard library, which knows RFC 2231; its own parser never sees the body."""
        message = Message()
        for name in ("content-type", "content-disposition"):
            if value := self.first(name):
                message[name] = value
        return message


class Section(NamedTuple):
    fields: Fields
    body: int  # where the body begins


def read(source: Source, start: int, end: int) -> Section:
    """The fields of source[start:end]; what has no field at its beginning is all body."""
    blank = _blank_line(source, start, end)
    block = _block(source, start, blank)
    raw = _of_raw_letters(source, start, blank, end)
    logical: list[list[bytes]] = []
    position = start
    for line in block.splitlines(keepends=True):
        if line[:1] in b" \t" and logical:
            logical[-1].append(line)
        elif _FIELD_NAME.match(line):
            logical.append([line])
        elif not (line.startswith((b"From ", b">From ")) and not logical) and line.strip():
            # Seen in practice: a body without the blank line before it.
            return Section(_fields(logical, [Defect.NO_BLANK_LINE], raw), position)
        position += len(line)
    is_cut = blank - start > bounds.HEADER_BLOCK
    return Section(_fields(logical, [Defect.HEADER_CUT] if is_cut else [], raw), _after(source, blank, end))


def _block(source: Source, start: int, blank: int) -> bytes:
    """The header as far as it is read, without the beginning of a line that can no longer be told to be a field."""
    block = source[start : min(blank, start + bounds.HEADER_BLOCK)]
    last = block.rfind(b"\n") + 1
    is_cut = len(block) < blank - start and block[last : last + 1] not in b" \t" and not _FIELD_NAME.match(block, last)
    return block[:last] if is_cut else block


def _blank_line(source: Source, start: int, end: int) -> int:
    """Where the header ends: the offset of the empty line, or `end`."""
    if source[start : start + 2].startswith((b"\n", b"\r\n")):
        return start
    for at in range(start, end, _STEP):
        beyond = min(at + _STEP + 2, end)  # an empty line may lie across two steps
        lf = source.find(b"\n\n", at, beyond)
        crlf = source.find(b"\n\r\n", at, beyond)
        if found := [offset + 1 for offset in (lf, crlf) if offset >= 0]:
            return min(found)
    return end


def _after(source: Source, blank: int, end: int) -> int:
    return min(end, blank + (2 if source[blank : blank + 2] == b"\r\n" else 1))


def _fields(logical: list[list[bytes]], defects: list[Defect], raw: tuple[str, ...]) -> Fields:
    if len(logical) > bounds.HEADER_FIELDS:
        defects.append(Defect.FIELDS_CUT)
    last = len(logical) if Defect.HEADER_CUT in defects else 0  # the field whose end is missing
    items = []
    for number, lines in enumerate(logical[: bounds.HEADER_FIELDS], 1):
        name, _, value = b"".join(lines).partition(b":")
        key = name.strip().lower().decode("ascii")
        text = decode(value.replace(b"\r", b"").replace(b"\n", b""), *raw).strip()
        items.append((key, _bounded(key, text, defects, is_whole=number != last)))
    return Fields(items, tuple(dict.fromkeys(defects)))


def _of_raw_letters(source: Source, start: int, blank: int, end: int) -> tuple[str, ...]:
    """Seen in practice: letters that no encoded-word protects, in the charset of the body, unless they are UTF-8."""
    if source[start : min(blank, start + bounds.HEADER_BLOCK)].isascii():
        return ("utf-8",)
    near = source[start : min(end, blank + _NEAR, start + bounds.HEADER_BLOCK)]
    return ("utf-8", *(found.decode("ascii") for found in _CHARSET.findall(near)[:1]))


def _bounded(key: str, text: str, defects: list[Defect], *, is_whole: bool) -> str:
    limit = bounds.ADDRESS_FIELD if key in _ADDRESS_FIELDS else bounds.HEADER_FIELD
    if len(text) > limit:
        defects.append(Defect.FIELD_CUT)
        text, is_whole = text[:limit], False
    if key in _WITHOUT_PARAMETERS and text.count(";") > bounds.PARAMETERS:
        defects.append(Defect.PARAMETERS_CUT)
        return _WITHOUT_PARAMETERS[key]
    # An address that is cut in two would be somebody else's.
    return text if is_whole or key not in _ADDRESS_FIELDS else text[: max(text.rfind(","), 0)]
