"""Text as search compares it: words without case, accents and marks."""

import re
import unicodedata

# Scripts that put no blanks between words: each character counts as a word, several of them as a phrase.
UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")
ACCENTS = re.compile("[\u0300-\u036f]")
LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"})
LONGEST = 60  # characters; what is longer is no word, and no index likes it


def fold(text: str) -> str:
    """ "mullers strasse" for "Müllers Straße"; the migrations say the same in the words of the databases."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    return unicodedata.normalize("NFC", ACCENTS.sub("", decomposed))


def words(text: str) -> list[str]:
    return [word[:LONGEST] for word in WORD.findall(fold(text))]
