"""Encoded-words in header fields (RFC 2047), and the broken ones that are seen in practice."""

import binascii
import re

from emaillog.mime.charset import decode as decode_charset

_WORD = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]{0,30})?\?([bBqQ])\?([^?]*)\?=")


def decode(value: str) -> str:
    """The text of a field; anything that is no encoded-word stays as it is."""
    if "=?" not in value:
        return value
    out, pending, charset, end = [], b"", "", 0
    for word in _WORD.finditer(value):
        between = value[end : word.start()]
        # Seen in practice: a character of two bytes cut in half by two words, so their bytes are joined first.
        if between.strip() or word[1].lower() != charset:
            out.append(decode_charset(pending, charset))
            pending = b""
        if between.strip() or not end:
            out.append(between)
        charset, end = word[1].lower(), word.end()
        pending += _quoted(word[3]) if word[2] in "qQ" else base64(word[3].encode("ascii", "ignore"))
    return "".join([*out, decode_charset(pending, charset), value[end:]])


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
