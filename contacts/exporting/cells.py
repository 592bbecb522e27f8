"""Cells of a file for spreadsheets: RFC 4180, and no text of a stranger that a spreadsheet would run as a formula."""

import csv
import unicodedata
from collections.abc import Iterable
from io import StringIO

BOM = "\ufeff"  # without it Excel takes UTF-8 for the alphabet of its country
QUOTE = "'"  # what spreadsheets show as text behind it
# With these a formula begins, in one program or another; the wide forms count as what they are equivalent to.
BEGINNINGS = frozenset("=+-@|%−")
BLANK = ("Z", "C")  # Unicode categories: separators; controls and what is not seen at all


def is_formula(text: str) -> bool:
    """Whether a program might run it: tabs, line ends and what cannot be seen hide nothing (N59)."""
    if text[:1] in ("\t", "\r", "\n"):
        return True
    seen = next((char for char in text if not unicodedata.category(char).startswith(BLANK)), "")
    return unicodedata.normalize("NFKC", seen)[:1] in BEGINNINGS if seen else False


def safe(text: str) -> str:
    """The text, so that it opens as text."""
    return QUOTE + text if is_formula(text) else text


def unsafe(text: str) -> str:
    """What `safe` was given, so that a file that we wrote reads as it was."""
    return text[1:] if text.startswith(QUOTE) and is_formula(text[1:]) else text


def lines(rows: Iterable[Iterable[str]]) -> bytes:
    """The rows as RFC 4180 has them."""
    out = StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()
