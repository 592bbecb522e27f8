"""The property lists inside a TNEF stream (MS-OXTNEF section 2.1.3.2); only what is asked for is copied."""

import struct
from collections.abc import Iterator
from itertools import repeat

from emaillog.mime import charset

BODY, BODY_HTML, INTERNET_CODEPAGE = 0x1000, 0x1013, 0x3FDE
DISPLAY_NAME, DATA, FILENAME, LONG_FILENAME, MIME_TAG, CONTENT_ID = 0x3001, 0x3701, 0x3704, 0x3707, 0x370E, 0x3712
MESSAGE = frozenset({BODY, BODY_HTML, INTERNET_CODEPAGE})
ATTACHMENT = frozenset({DISPLAY_NAME, DATA, FILENAME, LONG_FILENAME, MIME_TAG, CONTENT_ID})

_SIZES = {0x02: 4, 0x03: 4, 0x04: 4, 0x0A: 4, 0x0B: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x14: 8, 0x40: 8, 0x48: 16}  # bytes
_STRING, _UNICODE, _BINARY, _OBJECT, _SEVERAL = 0x1E, 0x1F, 0x102, 0x0D, 0x1000
_NAMED = 0x8000  # from here on an id means nothing without the name that follows it
_MESSAGE_INTERFACE = bytes.fromhex("0703020000000000c000000000000046")  # IID_IMessage
# Windows numbers these charsets in its own way; the others are Python's "cp" and their number.
_CODECS = {65001: "utf-8", 20127: "ascii", 20866: "koi8-r", 21866: "koi8-u", 50220: "iso2022_jp", 51932: "euc_jp"}
_ISO_8859 = 28590
_LONG = struct.Struct("<I")


class DamagedError(ValueError):
    """A length that leads out of the stream, or a type that has no length."""


class Values:
    """The wanted properties, by id: their type and bytes."""

    def __init__(self) -> None:
        self._found: dict[int, tuple[int, bytes]] = {}

    def __contains__(self, key: int) -> bool:
        return key in self._found

    def put(self, key: int, kind: int, value: bytes) -> None:
        self._found.setdefault(key, (kind, value))

    def text(self, key: int, codec: str) -> str:
        kind, value = self._found.get(key, (_STRING, b""))
        return charset.decode(value, "utf-16-le" if kind == _UNICODE else codec).rstrip("\x00")

    def number(self, key: int) -> int:
        return int.from_bytes(self._found[key][1][:4], "little")

    def data(self, key: int) -> bytes:
        kind, value = self._found.get(key, (_BINARY, b""))
        return value[16:] if kind == _OBJECT else value  # an object's interface id goes before it

    def is_message(self, key: int) -> bool:
        kind, value = self._found.get(key, (_BINARY, b""))
        return kind == _OBJECT and value.startswith(_MESSAGE_INTERFACE)


def codec(codepage: int) -> str:
    """Python's name for a Windows code page; unknown ones fall down the ladder of `charset.decode`."""
    if 0 < codepage - _ISO_8859 <= 16:
        return f"iso8859-{codepage - _ISO_8859}"
    return _CODECS.get(codepage) or f"cp{codepage}"


def read(block: memoryview, wanted: frozenset[int]) -> Values:
    """Raises `DamagedError` where the list is longer than its bytes."""
    values, cursor = Values(), _Cursor(block)
    for _ in range(cursor.long()):
        kind, key = cursor.long_as("<HH")
        if key >= _NAMED:
            cursor.skip_name()
        value = cursor.first(kind)
        if key in wanted and value is not None:
            values.put(key, kind & ~_SEVERAL, bytes(value))
    return values


class _Cursor:
    def __init__(self, block: memoryview) -> None:
        self.block, self.at = block, 0

    def take(self, length: int) -> memoryview:
        """`length` bytes, and the padding to four behind them passed over."""
        end = self.at + length
        if end > len(self.block):
            raise DamagedError
        piece = self.block[self.at : end]
        self.at = end + -length % 4
        return piece

    def long(self) -> int:
        return int(_LONG.unpack(self.take(4))[0])

    def long_as(self, layout: str) -> tuple[int, ...]:
        return struct.unpack(layout, self.take(4))

    def skip_name(self) -> None:
        self.take(16)
        is_text = self.long()
        length_or_id = self.long()
        if is_text:
            self.take(length_or_id)

    def first(self, kind: int) -> memoryview | None:
        """The first value, all of them passed over. Each takes bytes of the block: their number needs no cap."""
        plain = kind & ~_SEVERAL
        if plain in _SIZES:
            count = self.long() if kind & _SEVERAL else 1
            lengths: Iterator[int] = repeat(_SIZES[plain], count)
        elif plain in {_STRING, _UNICODE, _BINARY, _OBJECT}:
            lengths = (self.long() for _ in range(self.long()))
        else:
            raise DamagedError
        found = None
        for length in lengths:
            piece = self.take(length)
            found = piece if found is None else found
        return found
