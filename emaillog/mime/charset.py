"""Bytes to text. Labels of charsets are wrong often enough that there is a ladder, and its last rung never fails."""

import codecs
import re
import unicodedata

# What mail programs call a charset, and the superset that they really write (WHATWG Encoding Standard, section 4.2).
_REALLY = {
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-8-i": "iso-8859-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "iso-2022-jp": "iso2022_jp_2",
    "x-mac-roman": "mac_roman",
    "unicode-1-1-utf-8": "utf-8",
    "utf8": "utf-8",
}
# Python knows these by name, but in mail they are either no charset or a way to smuggle markup past a reader.
_REFUSED = {"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def decode(data: bytes, charset: str = "") -> str:
    """Text of `data`: by its label, else as UTF-8, else as Windows-1252, else with replacement characters."""
    for codec in (_codec(charset), "utf-8", "cp1252"):
        try:
            return data.decode(codec)
        except (UnicodeError, LookupError):
            continue
    return data.decode("utf-8", "replace")


def _codec(charset: str) -> str:
    label = charset.strip().strip("'\"").lower()
    try:
        codec = codecs.lookup(_REALLY.get(label, label) or "utf-8")
    except (LookupError, ValueError):
        return "utf-8"
    return "utf-8" if codec.name in _REFUSED or not codec._is_text_encoding else codec.name  # noqa: SLF001


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
