"""Dates as mail clients write them above a forwarded message, in any of some 300 languages.

There is no standard for these lines: a name or number of a month, a day, a year and a time, in every order.
"""

import re
from datetime import date, datetime, timedelta

from emaillog.mime.forwarded import clock, days, month_names
from emaillog.mime.forwarded.clock import Clock
from emaillog.mime.forwarded.days import Reading
from emaillog.mime.forwarded.folding import digits, fold, words

_LONGEST = 200  # characters; a date is shorter, a hostile line need not be
_NUMBER = re.compile(r"\d+")
_AMERICAN = re.compile(r"\d\s?[ap]\.?m")
_RECENT, _OLD = timedelta(days=7), timedelta(days=45)
_FAR = timedelta(days=400)


def read(value: str, not_after: datetime | None = None, *, is_english: bool = True) -> datetime | None:
    """The wall-clock time, aware where an offset is written. `not_after`, the forward's own date, and the language of
    the labels decide between readings of an ambiguous date (3/4/2024, listopad)."""
    folded = _folded(value)
    return _read(folded, clock.read(folded), not_after, is_english=is_english)


def _read(folded: str, found: Clock | None, not_after: datetime | None, *, is_english: bool) -> datetime | None:
    rest = folded if found is None else f"{folded[: found.start]} {folded[found.end :]}"
    possible = days.readings(rest, is_american=is_english and bool(_AMERICAN.search(folded)))
    day = _best(possible, set(words(folded)), not_after)
    if day is None:
        return None
    return datetime.combine(day, found.time if found else datetime.min.time(), found.zone if found else None)


def looks_like_one(value: str) -> bool:
    """Whether a line tells when something was sent, even where the month or the calendar is unknown."""
    if len(value) > _LONGEST or "@" in value:
        return False
    folded = _folded(value)
    found = clock.read(folded)
    has_time = found is not None
    if _read(folded, found, None, is_english=True) is not None:
        return has_time or len(words(folded)) <= 8
    return has_time and any(days.may_be_year(int(number)) for number in _NUMBER.findall(folded)[:20])


def _folded(value: str) -> str:
    return digits(fold(value[:_LONGEST]))


def _best(possible: list[Reading], names: set[str], not_after: datetime | None) -> date | None:
    weekdays = {weekday for name in names for weekday in month_names.weekdays(name)}
    latest = (not_after + timedelta(days=1)).date() if not_after and not_after.year < 9999 else date.max

    def doubts(reading: Reading) -> tuple[bool, bool, bool]:
        day = reading.day
        return day > latest, bool(weekdays) and day.weekday() not in weekdays, _is_outdone(reading, possible, latest)

    near = [each for each in possible if not each.is_far_fetched or timedelta(0) <= latest - each.day <= _FAR]
    return min(near, key=doubts).day if near else None


def _is_outdone(reading: Reading, possible: list[Reading], latest: date) -> bool:
    """Most mail is forwarded within days: a day of last week is likelier than one of months ago (3/4 and 4/3)."""
    if latest == date.max or latest - reading.day < _OLD:
        return False
    return any(timedelta(0) <= latest - other.day <= _RECENT for other in possible)
