"""The time zone that a TZID means (RFC 5545 section 3.2.19): by IANA's name, Windows' name, or the calendar's rules."""

import re
from calendar import monthcalendar
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

_KEY = re.compile(r"[A-Za-z0-9_+/-]{1,60}")
_NTH_WEEKDAY = re.compile(r"([+-]?[1-5])(MO|TU|WE|TH|FR|SA|SU)")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Observance:
    """Half a year of a zone of the calendar's own: when it begins, and its offset then (RFC 5545 section 3.6.5)."""

    start: datetime  # of its first time, in local time
    offset: timedelta
    rule: str = ""  # RRULE

    def begins(self, year: int) -> datetime | None:
        """Its begin in that year. Only yearly rules are read: no zone on earth has others."""
        parts = dict(part.partition("=")[::2] for part in self.rule.upper().split(";"))
        if not self.rule:
            return self.start if self.start.year == year else None
        nth = _NTH_WEEKDAY.fullmatch(parts.get("BYDAY", ""))
        month = parts.get("BYMONTH", "")
        if year < self.start.year or not nth or month not in map(str, range(1, 13)) or _is_over(parts, year):
            return None
        day = _nth_weekday(year, int(month), int(nth[1]), _WEEKDAYS.index(nth[2]))
        return self.start.replace(year=year, month=int(month), day=day) if day else None


def _is_over(parts: dict[str, str], year: int) -> bool:
    until = parts.get("UNTIL", "")[:4]
    return until.isdecimal() and int(until) < year


def _nth_weekday(year: int, month: int, nth: int, weekday: int) -> int:
    """Day of the month; 0 where the month has no fifth one."""
    days = [week[weekday] for week in monthcalendar(year, month) if week[weekday]]
    index = nth - 1 if nth > 0 else nth
    return days[index] if -len(days) <= index < len(days) else 0


def find(tzid: str) -> ZoneInfo | None:
    """The zone by its name: "Europe/Berlin", "W. Europe Standard Time", "/example.org/Europe/Berlin"."""
    name = tzid.strip("/ \"'")
    parts = name.split("/")[-4:]
    keys = [name, _windows().get(name, ""), *("/".join(parts[at:]) for at in range(1, len(parts)))]
    return next((zone for zone in map(_zone, keys) if zone), None)


def by_rules(observances: list[Observance], local: datetime) -> tzinfo | None:
    """The offset that the calendar's own zone has at that local time."""
    onsets = [
        (begin, observance.offset)
        for observance in observances
        for year in (local.year - 1, local.year)
        if (begin := observance.begins(year))
    ]
    past = [onset for onset in onsets if onset[0] <= local]
    if past:
        return timezone(max(past)[1])
    return timezone(min(observances, key=lambda each: each.start).offset) if observances else None


def _zone(key: str) -> ZoneInfo | None:
    if not _KEY.fullmatch(key):
        return None
    try:
        return ZoneInfo(key)
    except (KeyError, ValueError, OSError):  # unknown; a path; the name of a folder
        return None


@lru_cache(1)
def _windows() -> dict[str, str]:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON  # noqa: PLC0415 (slow to import, seldom needed)

    return WINDOWS_TO_OLSON
