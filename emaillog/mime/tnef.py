"""winmail.dat: the files and the body that Outlook hides in one attachment (MS-OXTNEF).

Written here because the one library for it has had no release since 2021 and takes quadratic time. This reader walks
the stream once and copies nothing but the pieces that it hands out, so what it gives is never larger than what it got.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from emaillog.mime import charset, mapi
from emaillog.mime.mapi import DamagedError, Values

LARGEST = 64 * 1024 * 1024  # bytes; larger ones stay the file that they are
FILES = 100
_SIGNATURE = 0x223E9F78
_HEAD = struct.Struct("<BHHI")  # level, id, type, length
_CHECKSUM = 2  # bytes after each attribute; nobody's writer can be relied on to count it right

_BODY, _ATTACH_DATA, _ATTACH_TITLE = 0x800C, 0x800F, 0x8010
_REND_DATA, _MESSAGE_PROPS, _ATTACH_PROPS, _CODEPAGE = 0x9002, 0x9003, 0x9005, 0x9007


@dataclass
class TnefFile:
    name: str = ""
    content_type: str = ""  # "" where the writer gives none
    content: bytes = b""
    content_id: str = ""


@dataclass
class Tnef:
    text: str = ""
    html: str = ""
    files: list[TnefFile] = field(default_factory=list)


def read(content: bytes) -> Tnef | None:
    """None when it is no sound TNEF stream or beyond the caps: then it is better kept unopened than read in part."""
    if len(content) > LARGEST or content[:4] != _SIGNATURE.to_bytes(4, "little"):
        return None
    reader = _Reader()
    try:
        for attribute, value in _attributes(memoryview(content)):
            reader.take(attribute, value)
    except (DamagedError, struct.error):
        return None
    return reader.tnef


def _attributes(stream: memoryview) -> Iterator[tuple[int, memoryview]]:
    at = 6  # behind the signature and a key that nobody uses
    while at + _HEAD.size + _CHECKSUM <= len(stream):
        level, attribute, _, length = _HEAD.unpack_from(stream, at)
        at += _HEAD.size
        if level not in {1, 2} or at + length + _CHECKSUM > len(stream):
            raise DamagedError
        yield attribute, stream[at : at + length]
        at += length + _CHECKSUM


class _Reader:
    def __init__(self) -> None:
        self.tnef, self.codec = Tnef(), "cp1252"

    def take(self, attribute: int, value: memoryview) -> None:
        tnef = self.tnef
        if attribute == _CODEPAGE:
            self.codec = mapi.codec(struct.unpack_from("<I", value)[0])
        elif attribute == _BODY:
            tnef.text = tnef.text or self._decoded(value)
        elif attribute == _MESSAGE_PROPS:
            self._message(mapi.read(value, mapi.MESSAGE))
        elif attribute == _REND_DATA:
            tnef.files.append(TnefFile())
            if len(tnef.files) > FILES:
                raise DamagedError
        elif attribute in {_ATTACH_TITLE, _ATTACH_DATA, _ATTACH_PROPS}:
            self._file(attribute, value)

    def _message(self, values: Values) -> None:
        codec = mapi.codec(values.number(mapi.INTERNET_CODEPAGE)) if mapi.INTERNET_CODEPAGE in values else self.codec
        self.tnef.text = values.text(mapi.BODY, self.codec) or self.tnef.text
        self.tnef.html = values.text(mapi.BODY_HTML, codec) or self.tnef.html

    def _file(self, attribute: int, value: memoryview) -> None:
        if not self.tnef.files:
            raise DamagedError  # an attachment begins with its rendering data (MS-OXTNEF 2.1.2)
        file = self.tnef.files[-1]
        if attribute == _ATTACH_TITLE:
            file.name = file.name or self._decoded(value)
        elif attribute == _ATTACH_DATA:
            file.content = file.content or bytes(value)
        else:
            self._properties(file, mapi.read(value, mapi.ATTACHMENT))

    def _properties(self, file: TnefFile, values: Values) -> None:
        names = (mapi.LONG_FILENAME, mapi.FILENAME, mapi.DISPLAY_NAME)
        given = next((name for name in (values.text(each, self.codec) for each in names) if name), "")
        file.name = values.text(mapi.LONG_FILENAME, self.codec) or file.name or given
        file.content_type = values.text(mapi.MIME_TAG, "ascii").strip().lower()
        file.content_id = values.text(mapi.CONTENT_ID, "utf-8").strip("<> ")
        file.content = file.content or values.data(mapi.DATA)
        if values.is_message(mapi.DATA):
            file.content_type = "application/ms-tnef"  # a message in its own stream of the same kind

    def _decoded(self, value: memoryview) -> str:
        return charset.decode(bytes(value), self.codec).rstrip("\x00")
