"""Dates as mail clients write them above a forwarded message, in any of some 110 languages.

There is no standard for these lines: a name or number of a month, a day, a year and a time, in every order.
"""

import re
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from emaillog.mime.forwarded import clock
from emaillog.mime.forwarded.folding import fold, words

_LONGEST = 200  # characters; a date is shorter, a hostile line need not be
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)")
_THREE = re.compile(r"(?<!\d)(\d{1,2})\s?([./-])\s?(\d{1,2})\s?[./-]\s?(\d{4}|\d{2})(?!\d)")
_NUMBER = re.compile(r"\d+")
_BUDDHIST = 543  # years that the Thai calendar is ahead
_NUMBERED_MONTH = re.compile(r"(?:thang|thg)\s?(\d{1,2})")  # Vietnamese


def read(value: str, not_after: datetime | None = None) -> datetime | None:
    """The wall-clock time, aware where an offset is written. `not_after`, the forward's own date, decides between
    readings of an ambiguous date (3/4/2024, listopad)."""
    folded = _digits(fold(value[:_LONGEST]))
    found = clock.read(folded)
    rest = folded if found is None else f"{folded[: found.start]} {folded[found.end :]}"
    days = _readings(rest, is_american=bool(re.search(r"\d\s?[ap]\.?m", folded)))
    day = _best(days, set(words(folded)), not_after)
    if day is None:
        return None
    return datetime.combine(day, found.time if found else datetime.min.time(), found.zone if found else None)


def looks_like_one(value: str) -> bool:
    """Whether a line tells when something was sent, even where the name of the month is in an unknown language."""
    folded = _digits(fold(value[:_LONGEST]))
    if len(value) > _LONGEST or "@" in value:
        return False
    if read(value) is not None:
        return clock.read(folded) is not None or len(words(folded)) <= 8
    return clock.read(folded) is not None and any(_is_year(int(number)) for number in _NUMBER.findall(folded)[:20])


def _digits(text: str) -> str:
    """Digits of every script as those of ASCII."""
    return text if text.isascii() else "".join(str(int(c)) if c.isdecimal() else c for c in text)


def _is_year(number: int) -> bool:
    return 1970 <= number <= 2100 or 1970 <= number - _BUDDHIST <= 2100


def _readings(text: str, *, is_american: bool) -> list[date]:
    """Every day that the text may mean, the likeliest first."""
    if match := _YEAR_FIRST.search(text):
        return _valid([(int(match[1]), int(match[2]), int(match[3]))])
    if match := _THREE.search(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        year += 2000 if year < 100 else 0
        orders = [(year, second, first), (year, first, second)]
        return _valid(orders[::-1] if is_american and match[2] == "/" else orders)
    return _named(text)


def _named(text: str) -> list[date]:
    numbers = [int(number) for number in _NUMBER.findall(text)[:20] if len(number) <= 4]
    year = next((number for number in numbers if _is_year(number)), None)
    if year is None:
        return []
    numbered = _NUMBERED_MONTH.search(text)
    months = [int(numbered[1])] if numbered else _months_in([word.strip("'’") for word in words(text)])
    days = [number for number in numbers if 1 <= number <= 31]
    if numbered and int(numbered[1]) in days and len(days) > 1:
        days.remove(int(numbered[1]))
    return _valid([(year, month, days[0]) for month in months]) if days else []


def _months_in(found: list[str]) -> list[int]:
    known = _months()
    exact = [month for word in found for month in known.get(word, ())]
    return exact or [month for word in found if word not in _weekdays() for month in _inflected(word)]


def _inflected(word: str) -> list[int]:
    """A month with a preposition grown to it (Hebrew) or an ending (Basque)."""
    known = _months()
    for form in (word[1:], *(word[:length] for length in range(min(len(word), 12) - 1, 3, -1))):
        if len(form) >= 2 and form in known:
            return known[form]
    return []


def _valid(candidates: list[tuple[int, int, int]]) -> list[date]:
    out = []
    for year, month, day in candidates:
        western = year - _BUDDHIST if year > 2100 else year
        if 1970 <= western <= 2100 and 1 <= month <= 12:
            try:
                out.append(date(western, month, day))
            except ValueError:
                continue
    return out


def _best(days: list[date], names: set[str], not_after: datetime | None) -> date | None:
    weekdays = {weekday for name in names for weekday in _weekdays().get(name, ())}
    latest = (not_after + timedelta(days=1)).date() if not_after and not_after.year < 9999 else date.max
    ranked = sorted(days, key=lambda day: (day > latest, bool(weekdays) and day.weekday() not in weekdays))
    return ranked[0] if ranked else None


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
