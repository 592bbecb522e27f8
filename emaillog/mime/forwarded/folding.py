"""Letters made comparable: what people see as the same word is the same string."""

import unicodedata

# Accents of Latin, Greek and Cyrillic, points of Hebrew and Arabic. Marks of Thai and Indic scripts make other words.
_ACCENTS = {*map(chr, range(0x300, 0x370)), *map(chr, range(0x591, 0x5C8)), *map(chr, range(0x64B, 0x660))}


def fold(text: str) -> str:
    """Without case, accents and compatibility forms (a full-width colon is a colon)."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = (letter for letter in letters if letter not in _ACCENTS and unicodedata.category(letter) != "Cf")
    return unicodedata.normalize("NFC", "".join(kept))


def visible(text: str) -> str:
    """As shown: without format characters (bidi controls, U+FEFF), every blank a space. Joiners stay."""
    if text.isascii():
        return text.replace("\t", " ")
    return "".join(" " if letter.isspace() else letter for letter in text if _is_seen(letter))


def _is_seen(letter: str) -> bool:
    """Joiners shape the words of Persian and of Indic scripts: they belong to the spelling."""
    return letter in "\u200c\u200d" or unicodedata.category(letter) != "Cf"


def digits(text: str) -> str:
    """Digits of every script as those of ASCII."""
    return text if text.isascii() else "".join(str(int(c)) if c.isdecimal() else c for c in text)


def squeezed(text: str) -> str:
    """For comparing what was wrapped: letters and digits only."""
    return "".join(letter for letter in fold(text) if letter.isalnum())


def words(text: str) -> list[str]:
    """The runs of letters in folded text, abbreviations (p.m.) as one. Marks count: Indic words have them inside."""
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
