"""Bytes to text. Labels of charsets are wrong often enough that there is a ladder, and its last rung never fails."""

import codecs
import re
import unicodedata
from typing import NamedTuple

from emaillog.mime import codepages, japanese
from emaillog.mime.defects import Defect

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_UPPER_CONTROLS = re.compile(r"[\x80-\x9f]")
# One byte a letter, and hardly a text in them that is sound UTF-8 by accident; Thai words can be.
_SINGLE_BYTE = re.compile(r"cp(125\d|437|8[56]\d)|iso8859-(?!11)\d+|koi8-.|mac_.+|ascii")


_SUPERSETS = {"utf-8", "us-ascii", "iso-8859-1"}  # of ASCII, and what most mail is labelled


class Decoded(NamedTuple):
    text: str
    defect: Defect | None = None  # what was wrong with the label, if it was not followed


def decode(data: bytes, *labels: str) -> str:
    return read(data, *labels).text


def read(data: bytes, *labels: str) -> Decoded:
    """Text of `data`: by its labels, the first being the one that counts, else as UTF-8, else as Windows-1252."""
    named = [label for label in labels if label.strip("'\" ")]
    if data.isascii() and b"\x1b" not in data and (not named or named[0].lower() in _SUPERSETS):
        return Decoded(data.decode("ascii"))
    text = _by_label(data, named[0]) if named else None
    if text is not None:
        return Decoded(text)
    defect = None
    if named:
        defect = Defect.CHARSET_WRONG if codepages.of(named[0]) else Defect.CHARSET_UNKNOWN
    return Decoded(_guessed(data, named), defect)


def _by_label(data: bytes, label: str) -> str | None:
    """The text if the label can be true."""
    candidates = codepages.of(label)
    if not candidates or _is_something_else(data, candidates[0]):
        return None
    for number, codec in enumerate(candidates, 1):
        try:
            text = _by_codec(data, codec)
        except UnicodeError:
            continue
        if number == len(candidates) or not _UPPER_CONTROLS.search(text):
            return text
    return None


def _is_something_else(data: bytes, codec: str) -> bool:
    if data.startswith(codecs.BOM_UTF8):
        return codec != "utf-8"
    if codec in {"utf-16", "utf-32"}:
        return b"\x00" not in data and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if codec in {"ascii", "us-ascii", "utf-8"} and japanese.is_meant(data):
        return True
    return bool(_SINGLE_BYTE.fullmatch(codec)) and not data.isascii() and _is_utf_8(data)


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeError:
        return False
    return True


def _by_codec(data: bytes, codec: str, errors: str = "strict") -> str:
    if codec == "iso-2022-jp":
        return japanese.decode(data)
    text = data.decode(codec, errors)
    # Code page 1258 writes the letters of Vietnamese and their tones apart.
    return unicodedata.normalize("NFC", text) if codec == "cp1258" else text


def _guessed(data: bytes, labels: list[str]) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and b"\x00" in data:
        return data.decode("utf-16", "replace")
    if japanese.is_meant(data):
        return japanese.decode(data)
    if _is_utf_8(data):
        return data.decode("utf-8")
    for label in labels[1:]:
        text = _by_label(data, label)
        if text is not None:
            return text
    for label in [*labels, "utf-8"]:
        text = _mended(data, label)
        if text is not None:
            return text
    return data.decode("cp1252", "replace")


def _mended(data: bytes, label: str) -> str | None:
    """The text by a label that is nearly true: all but a few letters can be read."""
    for codec in codepages.of(label)[:1]:
        text = _by_codec(data, codec, "replace")
        letters = sum(letter > "\x7f" for letter in text)
        if text.count("\ufffd") * 4 <= letters:
            return text
    return None


def storable(text: str) -> str:
    """Text that PostgreSQL accepts: it has neither U+0000 nor lone surrogates."""
    text = text.replace("\x00", "\ufffd")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def one_line(text: str) -> str:
    """Text for a single line: no control character, and so no way to smuggle a header field into an answer."""
    return storable(_CONTROLS.sub(" ", text.replace("\x00", "\ufffd"))).strip()


def without_invisible(text: str) -> str:
    """Text without format characters (bidi controls, zero-width ones), which make a name read as another one."""
    return "".join(letter for letter in text if unicodedata.category(letter) not in {"Cf", "Co", "Cn", "Cs"})
