"""The property lists inside a TNEF stream (MS-OXTNEF section 2.1.3.2): which of the wanted ones lie where."""

import struct

from emaillog.mime import charset
from emaillog.mime.content import Content
from emaillog.mime.source import Source

BODY, BODY_HTML, INTERNET_CODEPAGE = 0x1000, 0x1013, 0x3FDE
DISPLAY_NAME, DATA, FILENAME, LONG_FILENAME, MIME_TAG, CONTENT_ID = 0x3001, 0x3701, 0x3704, 0x3707, 0x370E, 0x3712
MESSAGE = frozenset({BODY, BODY_HTML, INTERNET_CODEPAGE})
ATTACHMENT = frozenset({DISPLAY_NAME, DATA, FILENAME, LONG_FILENAME, MIME_TAG, CONTENT_ID})

_SIZES = {0x02: 4, 0x03: 4, 0x04: 4, 0x0A: 4, 0x0B: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x14: 8, 0x40: 8, 0x48: 16}  # bytes
_STRING, _UNICODE, _BINARY, _OBJECT, _SEVERAL = 0x1E, 0x1F, 0x102, 0x0D, 0x1000
_NAMED = 0x8000  # from here on an id means nothing without the name that follows it
_MESSAGE_INTERFACE = bytes.fromhex("0703020000000000c000000000000046")  # IID_IMessage
_INTERFACE_ID = 16  # bytes that go before an object
# Windows numbers these charsets in its own way; the others are Python's "cp" and their number.
_CODECS = {65001: "utf-8", 20127: "ascii", 20866: "koi8-r", 21866: "koi8-u", 50220: "iso2022_jp", 51932: "euc_jp"}
_ISO_8859 = 28590


class DamagedError(ValueError):
    """A length that leads out of the stream, or a type that has no length."""


class Values:
    """The wanted properties, by id: their type, and where their bytes lie."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._found: dict[int, tuple[int, int, int]] = {}

    def __contains__(self, key: int) -> bool:
        return key in self._found

    def put(self, key: int, kind: int, start: int, end: int) -> None:
        self._found.setdefault(key, (kind, start, end))

    def text(self, key: int, codec: str, limit: int) -> str:
        """At most `limit` bytes of it."""
        kind, start, end = self._found.get(key, (_STRING, 0, 0))
        value = self.source[start : min(end, start + limit)]
        return charset.decode(value, "utf-16-le" if kind == _UNICODE else codec).rstrip("\x00")

    def number(self, key: int) -> int:
        _, start, _ = self._found[key]
        return int.from_bytes(self.source[start : start + 4], "little")

    def data(self, key: int) -> Content:
        kind, start, end = self._found[key]
        return Content(self.source, min(end, start + _INTERFACE_ID) if kind == _OBJECT else start, end)

    def is_message(self, key: int) -> bool:
        kind, start, _ = self._found.get(key, (_BINARY, 0, 0))
        return kind == _OBJECT and self.source[start : start + _INTERFACE_ID] == _MESSAGE_INTERFACE


def codec(codepage: int) -> str:
    """Python's name for a Windows code page; unknown ones fall down the ladder of `charset.decode`."""
    if 0 < codepage - _ISO_8859 <= 16:
        return f"iso8859-{codepage - _ISO_8859}"
    return _CODECS.get(codepage) or f"cp{codepage}"


def read(source: Source, start: int, end: int, wanted: frozenset[int]) -> Values:
    """The list in source[start:end]. Raises `DamagedError` where it is longer than its bytes."""
    values, cursor = Values(source), _Cursor(source, start, end)
    for _ in range(cursor.long()):
        at = cursor.take(4)
        kind, key = struct.unpack("<HH", source[at : at + 4])
        if key >= _NAMED:
            cursor.skip_name()
        value = cursor.first(kind)
        if key in wanted and value:
            values.put(key, kind & ~_SEVERAL, *value)
    return values


class _Cursor:
    def __init__(self, source: Source, at: int, end: int) -> None:
        self.source, self.at, self.end = source, at, end

    def take(self, length: int) -> int:
        """Where `length` bytes begin; they and the padding to four behind them are passed over."""
        start = self.at
        if start + length > self.end:
            raise DamagedError
        self.at += length + -length % 4
        return start

    def long(self) -> int:
        at = self.take(4)
        return int.from_bytes(self.source[at : at + 4], "little")

    def skip_name(self) -> None:
        self.take(16)
        is_text = self.long()
        length_or_id = self.long()
        if is_text:
            self.take(length_or_id)

    def first(self, kind: int) -> tuple[int, int] | None:
        """Where the first value begins and ends, all of them passed over."""
        plain = kind & ~_SEVERAL
        if plain in _SIZES:
            count = self.long() if kind & _SEVERAL else 1
            start = self.take(count * _SIZES[plain])
            return (start, start + _SIZES[plain]) if count else None
        if plain not in {_STRING, _UNICODE, _BINARY, _OBJECT}:
            raise DamagedError
        found = None
        for _ in range(self.long()):  # each takes bytes of the list, so their number needs no cap
            length = self.long()
            start = self.take(length)
            found = found or (start, start + length)
        return found
