"""winmail.dat: the files and the body that Outlook hides in one attachment (MS-OXTNEF).

Written here because the one library for it has had no release since 2021 and takes quadratic time. This reader walks
the stream once and copies nothing but short texts: a file in it is a span of the stream.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from emaillog.mime import bounds, charset, mapi
from emaillog.mime.content import Content
from emaillog.mime.mapi import DamagedError, Values
from emaillog.mime.source import Source

LARGEST = 64 * 1024 * 1024  # bytes; larger ones stay the file that they are
FILES = 100
_ATTRIBUTES = 10_000
_NAME = 2_000  # bytes
_SIGNATURE = bytes.fromhex("789f3e22")
_HEAD = struct.Struct("<BHHI")  # level, id, type, length
_PADDING = b"\0\r\n "  # seen in practice behind the last attribute
_CHECKSUM = 2  # bytes after each attribute; nobody's writer can be relied on to count it right

_BODY, _ATTACH_DATA, _ATTACH_TITLE = 0x800C, 0x800F, 0x8010
_REND_DATA, _MESSAGE_PROPS, _ATTACH_PROPS, _CODEPAGE = 0x9002, 0x9003, 0x9005, 0x9007


@dataclass
class TnefFile:
    name: str = ""
    content_type: str = ""  # "" where the writer gives none
    content: Content = field(default_factory=lambda: Content.of(b""))
    content_id: str = ""


@dataclass
class Tnef:
    text: str = ""
    html: str = ""
    files: list[TnefFile] = field(default_factory=list)


def is_tnef(head: bytes) -> bool:
    return head.startswith(_SIGNATURE)


def read(source: Source, start: int, end: int) -> Tnef | None:
    """None when it is no sound TNEF stream or beyond the caps: then it is better kept unopened than read in part."""
    if end - start > LARGEST or not is_tnef(source[start : min(end, start + 4)]):
        return None
    reader = _Reader(source)
    try:
        for attribute, begin, stop in _attributes(source, start, end):
            reader.take(attribute, begin, stop)
    except DamagedError:
        return None
    return reader.tnef


def _attributes(source: Source, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Id, begin and end of each."""
    at = start + 6  # behind the signature and a key that nobody uses
    for _ in range(_ATTRIBUTES):
        if at + _HEAD.size + _CHECKSUM > end:
            if source[at:end].strip(_PADDING):
                raise DamagedError
            return
        level, attribute, _, length = _HEAD.unpack(source[at : at + _HEAD.size])
        at += _HEAD.size
        if level not in {1, 2} or at + length + _CHECKSUM > end:
            raise DamagedError
        yield attribute, at, at + length
        at += length + _CHECKSUM
    raise DamagedError


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source, self.tnef, self.codec = source, Tnef(), "cp1252"

    def take(self, attribute: int, start: int, end: int) -> None:
        tnef = self.tnef
        if attribute == _CODEPAGE:
            self.codec = mapi.codec(int.from_bytes(self.source[start : min(end, start + 4)], "little"))
        elif attribute == _BODY:
            tnef.text = tnef.text or self._decoded(start, min(end, start + bounds.TEXT))
        elif attribute == _MESSAGE_PROPS:
            self._message(mapi.read(self.source, start, end, mapi.MESSAGE))
        elif attribute == _REND_DATA:
            tnef.files.append(TnefFile())
            if len(tnef.files) > FILES:
                raise DamagedError
        elif attribute in {_ATTACH_TITLE, _ATTACH_DATA, _ATTACH_PROPS}:
            self._file(attribute, start, end)

    def _message(self, values: Values) -> None:
        codec = mapi.codec(values.number(mapi.INTERNET_CODEPAGE)) if mapi.INTERNET_CODEPAGE in values else self.codec
        self.tnef.text = values.text(mapi.BODY, self.codec, bounds.TEXT) or self.tnef.text
        self.tnef.html = values.text(mapi.BODY_HTML, codec, bounds.HTML) or self.tnef.html

    def _file(self, attribute: int, start: int, end: int) -> None:
        if not self.tnef.files:
            raise DamagedError  # an attachment begins with its rendering data (MS-OXTNEF 2.1.2)
        file = self.tnef.files[-1]
        if attribute == _ATTACH_TITLE:
            file.name = file.name or self._decoded(start, min(end, start + _NAME))
        elif attribute == _ATTACH_DATA:
            file.content = Content(self.source, start, end)
        else:
            self._properties(file, mapi.read(self.source, start, end, mapi.ATTACHMENT))

    def _properties(self, file: TnefFile, values: Values) -> None:
        named = (values.text(each, self.codec, _NAME) for each in (mapi.FILENAME, mapi.DISPLAY_NAME))
        file.name = values.text(mapi.LONG_FILENAME, self.codec, _NAME) or file.name or next(filter(None, named), "")
        file.content_type = values.text(mapi.MIME_TAG, "ascii", _NAME).strip().lower()
        file.content_id = values.text(mapi.CONTENT_ID, "utf-8", _NAME).strip("<> ")
        if mapi.DATA in values:
            file.content = values.data(mapi.DATA)
        if values.is_message(mapi.DATA):
            file.content_type = "application/ms-tnef"  # a message in its own stream of the same kind

    def _decoded(self, start: int, end: int) -> str:
        return charset.decode(self.source[start:end], self.codec).rstrip("\x00")
