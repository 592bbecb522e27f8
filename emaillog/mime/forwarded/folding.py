"""Letters made comparable: what people see as the same word is the same string."""

import re
import unicodedata
from itertools import chain

# Where Unicode has format characters (category Cf): the basic plane, a few scripts, and the tags far above.
_FORMATS = "".join(
    letter
    for letter in map(chr, chain(range(0x1E000), range(0xE0000, 0xE1000)))
    if unicodedata.category(letter) == "Cf"
)
# Joiners shape the words of Persian and of Indic scripts: they belong to the spelling.
_UNSEEN = re.compile(f"[{_FORMATS}]".replace("\u200c", "").replace("\u200d", ""))
# Accents of Latin, Greek and Cyrillic, points of Hebrew and Arabic. Marks of Thai and Indic scripts make other words.
_ALIKE = re.compile(f"[\u0300-\u036f\u0591-\u05c7\u064b-\u065f{_FORMATS}]")
_BLANK = re.compile(r"[^\S ]")
_OTHERS = re.compile(r"[\W_]+")
_ASCII_WORD = re.compile(r"[A-Za-z']+(?:\.[A-Za-z']+)*")
_DIGIT = re.compile(r"[^\D0-9]")


def fold(text: str) -> str:
    """Without case, accents and compatibility forms (a full-width colon is a colon)."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", _ALIKE.sub("", unicodedata.normalize("NFKD", text.casefold())))


def visible(text: str) -> str:
    """As shown: without format characters (bidi controls, U+FEFF), every blank a space. Joiners stay."""
    if text.isprintable():
        return text
    return _BLANK.sub(" ", _UNSEEN.sub("", text))


def digits(text: str) -> str:
    """Digits of every script as those of ASCII."""
    return text if text.isascii() else _DIGIT.sub(lambda digit: str(int(digit[0])), text)


def squeezed(text: str) -> str:
    """For comparing what was wrapped: letters and digits only."""
    return _OTHERS.sub("", fold(text))


def words(text: str) -> list[str]:
    """The runs of letters in folded text, abbreviations (p.m.) as one. Marks count: Indic words have them inside."""
    if text.isascii():
        return [word.replace(".", "") for word in _ASCII_WORD.findall(text)]
    out: list[str] = []
    is_open = is_dotted = False
    for letter in text:
        is_letter = unicodedata.category(letter)[0] in "LM" or letter in "ʼ’'"
        if is_letter and (is_open or is_dotted):
            out[-1] += letter
        elif is_letter:
            out.append(letter)
        is_dotted = letter == "." and is_open
        is_open = is_letter
    return out
