"""What mail programs call a charset, and the codecs that they really write (WHATWG Encoding Standard, section 4.2)."""

import codecs
import re
from functools import lru_cache

_LABEL = re.compile(r"[a-z0-9][a-z0-9_.:+-]*")
_UTF_8, _JAPANESE, _KOREAN, _CHINESE = ("utf-8",), ("iso2022_jp_2", "iso-2022-jp"), ("cp949",), ("gb18030",)
_BIG5 = ("cp950", "big5hkscs", "big5")
_EUC_JP = ("euc_jp", "euc_jis_2004")
_REALLY = {
    "utf8": _UTF_8,
    "utf8mb4": _UTF_8,
    "unicode-1-1-utf-8": _UTF_8,
    "latin-1": ("cp1252",),
    "latin1": ("cp1252",),
    "unicode": ("utf-16",),
    "ansi": ("cp1252",),
    "latin-9": ("iso8859-15", "cp1252"),
    "gb2312": _CHINESE,
    "gb_2312-80": _CHINESE,
    "gbk": _CHINESE,
    "x-gbk": _CHINESE,
    "big5": _BIG5,
    "x-x-big5": _BIG5,
    "big5-hkscs": ("big5hkscs", "cp950"),
    "euc-kr": _KOREAN,
    "ks_c_5601-1987": _KOREAN,
    "ks_c_5601": _KOREAN,
    "ksc5601": _KOREAN,
    "korean": _KOREAN,
    "iso-ir-149": _KOREAN,
    "shift_jis": ("cp932",),
    "shift-jis": ("cp932",),
    "sjis": ("cp932",),
    "x-sjis": ("cp932",),
    "windows-31j": ("cp932",),
    "euc-jp": _EUC_JP,
    "x-euc-jp": _EUC_JP,
    "iso-2022-jp": _JAPANESE,
    "iso-2022-jp-1": _JAPANESE,
    "iso-2022-jp-2": _JAPANESE,
    "iso-2022-jp-ms": _JAPANESE,
    "csiso2022jp": _JAPANESE,
    "tis-620": ("cp874",),
    "koi8-ru": ("koi8-u",),
    "koi8": ("koi8-r",),
    "x-mac-roman": ("mac_roman",),
    "x-mac-ce": ("mac_latin2",),
    "x-mac-centraleurroman": ("mac_latin2",),
}
# Microsoft's numbers of charsets that have a name elsewhere.
_PAGES = {
    "932": ("cp932",),
    "936": _CHINESE,
    "950": _BIG5,
    "10000": ("mac_roman",),
    "20866": ("koi8-r",),
    "21866": ("koi8-u",),
    "50220": _JAPANESE,
    "50221": _JAPANESE,
    "50222": _JAPANESE,
    "51932": _EUC_JP,
    "51949": _KOREAN,
    "54936": _CHINESE,
    "65001": _UTF_8,
}
_PAGE = re.compile(r"(?:x-|cs)?(?:windows|win|cp|ibm|dos|ms)[-_]?(\d{3,5})")
_ISO = re.compile(r"(?:x-)?iso[-_]?8859[-_](\d{1,2})(?:-[ie])?(?::\d{4})?")
# Windows has letters where ISO 8859 has control characters: what holds such bytes is really this.
_OF_WINDOWS = {"2": "cp1250", "5": "cp1251", "6": "cp1256", "7": "cp1253", "13": "cp1257", "15": "cp1252"}
_IS_WINDOWS = {"1": ("cp1252",), "8": ("cp1255", "iso8859-8"), "9": ("cp1254",), "11": ("cp874",)}
# Python knows these by name, but in mail they are either no charset or a way to smuggle markup past a reader.
_REFUSED = {"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}


@lru_cache(maxsize=500)
def of(label: str) -> tuple[str, ...]:
    """The codecs to try, the likeliest first; none when there is no such charset."""
    found = _LABEL.search(label.strip().lower())
    name = found[0] if found else ""
    return tuple(codec for codec in _candidates(name) if _is_charset(codec))


def _candidates(name: str) -> tuple[str, ...]:
    if name in _REALLY:
        return _REALLY[name]
    if page := _PAGE.fullmatch(name):
        return _PAGES.get(page[1], (f"cp{page[1]}",))
    if part := _ISO.fullmatch(name):
        number = part[1]
        upper = (_OF_WINDOWS[number],) if number in _OF_WINDOWS else ()
        return _IS_WINDOWS.get(number) or (f"iso8859-{number}", *upper)
    return (name.replace("x-mac-", "mac_"),)


def _is_charset(codec: str) -> bool:
    if codec == "iso-2022-jp":
        return True
    try:
        found = codecs.lookup(codec)
    except (LookupError, ValueError):
        return False
    return found.name not in _REFUSED and found._is_text_encoding  # noqa: SLF001
