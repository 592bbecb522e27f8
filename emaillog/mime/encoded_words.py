"""Encoded-words in header fields (RFC 2047), and the broken ones that are seen in practice."""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from emaillog.mime.charset import decode as decode_charset

_HEAD = re.compile(r"=\?([^?\s*]{0,60})(?:\*[^?\s]{0,30})?\?([bBqQ])\?")
_NO_BLANK = re.compile(r"[^\s?]*\??")
_LONGEST = 4_000  # characters; 75 are allowed, and some writers put a whole subject into one


@dataclass
class _Word:
    """An encoded-word of value[start:end]; `text` is what it holds, still encoded."""

    start: int
    end: int
    charset: str
    encoding: str
    text: str


def decode(value: str) -> str:
    """The text of a field; anything that is no encoded-word stays as it is."""
    if "=?" not in value:
        return value
    out: list[str] = []
    pending: list[_Word] = []
    end = 0
    for word in _words(value):
        between = value[end : word.start]
        # Seen in practice: a character of two bytes cut in half by two words, so their bytes are joined first.
        if pending and (between.strip() or word.charset != pending[-1].charset):
            out.append(_joined(pending))
            pending = []
        if between.strip() or not end:
            out.append(between)
        pending.append(word)
        end = word.end
    return "".join([*out, _joined(pending), value[end:]])


def _words(value: str) -> Iterator[_Word]:
    at = 0
    while head := _HEAD.search(value, at):
        at = head.end()
        end, after = _end(value, at)
        yield _Word(head.start(), after, head[1].lower(), head[2].lower(), value[at:end])
        at = after


def _end(value: str, start: int) -> tuple[int, int]:
    """Where the text of the word that begins at `start` ends, and where the word does."""
    stop = value.find("?=", start, start + _LONGEST)
    following = _HEAD.search(value, start, stop if stop >= 0 else start + _LONGEST)
    if stop < 0 or following:  # seen in practice: cut off before its end
        rest = _NO_BLANK.match(value, start, following.start() if following else len(value))
        end = rest.end() if rest else start
        return end - value[start:end].endswith("?"), end
    return stop, stop + 2


def _joined(words: list[_Word]) -> str:
    if not words:
        return ""
    data = b""
    digits = ""
    for word in words:
        if word.encoding == "b":
            digits += word.text
            # Seen in practice: one stream of base64 that was cut into words anywhere.
            if len(digits) % 4 and "=" not in digits[-2:] and word is not words[-1]:
                continue
            data += base64(digits.encode("ascii", "ignore"))
        else:
            data += base64(digits.encode("ascii", "ignore")) + _quoted(word.text)
        digits = ""
    return decode_charset(data, words[0].charset)


def _quoted(text: str) -> bytes:
    return binascii.a2b_qp(text.encode("utf-8", "surrogateescape").replace(b" ", b"_"), header=True)


def base64(data: bytes) -> bytes:
    """Decoded leniently: foreign characters are passed over, missing padding is added, a stray digit is dropped."""
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        digits = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
        digits = digits[: len(digits) - (len(digits) % 4 == 1)]
        return binascii.a2b_base64(digits + b"=" * (-len(digits) % 4))
