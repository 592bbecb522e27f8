"""Names of months and of the days of the week in the languages of the Unicode CLDR."""

from functools import cache
from pathlib import Path

_SHORTEST = 2  # letters


def months(word: str) -> list[int]:
    """The months (1 to 12) that a folded word names, or several joined by "_"; a few differ between languages."""
    return _months().get(word, [])


def weekdays(word: str) -> list[int]:
    """The days of the week (0 is Monday) that a folded word names."""
    return _weekdays().get(word, [])


def grown(word: str) -> list[int]:
    """A month with a preposition grown to it (Hebrew) or an ending (Basque)."""
    if word in _weekdays():
        return []
    known = _months()
    for form in (word[1:], *(word[:length] for length in range(min(len(word), 12) - 1, 3, -1))):
        if len(form) >= _SHORTEST and form in known:
            return known[form]
    return []


@cache
def _names() -> list[list[str]]:
    source = Path(__file__).with_name("calendar.txt").read_text("utf-8").splitlines()
    return [line.split() for line in source if not line.startswith("#")]


@cache
def _months() -> dict[str, list[int]]:
    return _index(_names()[:12], 1)


@cache
def _weekdays() -> dict[str, list[int]]:
    return _index(_names()[12:], 0)


def _index(rows: list[list[str]], first: int) -> dict[str, list[int]]:
    out: dict[str, list[int]] = {}
    for number, names in enumerate(rows, first):
        for name in names:
            out.setdefault(name, []).append(number)
    return out
