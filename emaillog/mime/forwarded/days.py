"""The days that a written date may mean."""

import re
from dataclasses import dataclass
from datetime import date

from emaillog.mime.forwarded import calendars, month_names
from emaillog.mime.forwarded.folding import words

_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)")
_THREE = re.compile(r"(?<!\d)(\d{1,2})\s?([./-])\s?(\d{1,2})\s?[./-]\s?(\d{4}|\d{2})(?!\d)")
_SHORT_YEAR = re.compile(r"(?<!\d)(\d{1,2})[-./ ]{1,2}([^\W\d_]{3,20})[-./ ]{1,2}(\d{2})(?!\d)")  # Notes: 05-Mar-26
_NUMBER = re.compile(r"\d+")
_NUMBERED_MONTH = re.compile(r"(?:(\d{1,2})\s)?\s?(?:thang|thg)\s?(\d{1,2})(?:,?\s(\d{1,2})(?!\d))?")  # Vietnamese
_ORDINAL = re.compile(r"\d\. ?listopada")  # October in Croatian, which writes the point; November in Polish
_TOKEN = re.compile(r"\d+|[^\W\d_][^\d\s,;()]*")


@dataclass(frozen=True)
class Reading:
    day: date
    is_far_fetched: bool = False  # believed only of days that have just been


def may_be_year(number: int) -> bool:
    """Whether a number can be a year in any calendar that people write mail in."""
    return 1300 <= number <= 2700


def readings(text: str, *, is_american: bool) -> list[Reading]:
    """Every day that folded text without its time may mean, the likeliest first."""
    text = calendars.without_eras(text)
    found = _words(text)
    if calendars.is_lunar(found):
        return []
    if match := _YEAR_FIRST.search(text):
        return _of_year(int(match[1]), [(int(match[2]), int(match[3]))])
    if match := _THREE.search(text):
        return _of_three(match, is_american=is_american and match[2] == "/")
    return _named(text, found)


def _words(text: str) -> list[str]:
    return [word.strip("'’") for word in words(text)]


def _of_year(year: int, months_and_days: list[tuple[int, int]]) -> list[Reading]:
    """A year of four digits tells its calendar."""
    out = []
    for month, day in months_and_days:
        if calendars.is_solar_year(year):
            solar = calendars.of_solar(year, month, day)
            out += [Reading(solar)] if solar else []
        else:
            out += _day(year - calendars.BUDDHIST if year > 2100 else year, month, day)
    return out


def _of_three(match: re.Match[str], *, is_american: bool) -> list[Reading]:
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    is_padded_below = len(match[3]) == 2 and match[3][0] == "0" and len(match[1]) == 1  # 5/03: nobody pads the day only
    orders = [(second, first), (first, second)]
    if is_american and not is_padded_below:
        orders.reverse()
    if len(match[4]) == 4:
        return _of_year(year, orders)
    out = [reading for order in orders for reading in _day(2000 + year, *order)]
    others = [(2000 + first, second, year), *((1957 + year, *order) for order in orders)]  # 26/03/05; 2569 in Thailand
    return out + [Reading(each.day, is_far_fetched=True) for other in others for each in _day(*other)]


def _named(text: str, found: list[str]) -> list[Reading]:
    numbers = [int(number) for number in _NUMBER.findall(text)[:20] if len(number) <= 4]
    year = next((number for number in numbers if _is_year(number)), None)
    if year is None:
        short = _SHORT_YEAR.search(text)
        months = month_names.months(short[2]) if short else ()
        return [each for month in months for each in _day(2000 + int(short[3]), month, int(short[1]))] if short else []
    if numbered := _NUMBERED_MONTH.search(text):
        day = numbered[1] or numbered[3]
        return _of_year(year, [(int(numbered[2]), int(day))]) if day else []
    if calendars.is_solar_year(year):
        month = calendars.solar_month(found)
        return _of_year(year, [(month, day) for day in numbers if day <= 31][:1]) if month else []
    spelt = _spelt(text) or _counted(numbers, year)
    is_polish = "listopada" in text and not _ORDINAL.search(text)
    return _of_year(year, spelt[::-1] if is_polish else spelt)


def _spelt(text: str) -> list[tuple[int, int]]:
    """Names of months, each with the number that stands nearest to it."""
    tokens = _TOKEN.findall(text)[:40]
    at = {place: int(token) for place, token in enumerate(tokens) if token.isdecimal() and 1 <= int(token[:4]) <= 31}
    named = [(place, _words(token)) for place, token in enumerate(tokens) if not token.isdecimal()]
    spelt = [(place, word) for place, found in named for word in found]
    months = _months(_phrases(spelt)) or _months(spelt)
    months = months or [(place, month) for place, word in spelt for month in month_names.grown(word)]
    return [(month, at[min(at, key=lambda number: abs(number - place))]) for place, month in months if at]


def _months(spelt: list[tuple[int, str]]) -> list[tuple[int, int]]:
    """Words that are a day of the week in another language come last, and of those the later one is the month."""
    exact = [(place, word) for place, word in spelt if month_names.months(word)]
    exact.sort(key=lambda each: -each[0] if month_names.weekdays(each[1]) else -1_000)
    return [(place, month) for place, word in exact for month in month_names.months(word)]


def _phrases(spelt: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Names of two and three words ("Meán Fómhair"), joined as in calendar.txt, the longest first."""
    return [
        (spelt[at][0], "_".join(word for _, word in spelt[at : at + length]))
        for length in (3, 2)
        for at in range(len(spelt) - length + 1)
    ]


def _counted(numbers: list[int], year: int) -> list[tuple[int, int]]:
    """Three numbers with words between that name no month: "2026 оны 3-р сарын 5"."""
    if len(numbers) != 3 or year not in (numbers[0], numbers[2]):
        return []
    return [(numbers[1], numbers[2])] if numbers[0] == year else [(numbers[1], numbers[0])]


def _is_year(number: int) -> bool:
    western = number - calendars.BUDDHIST if number > 2100 else number
    return 1970 <= western <= 2100 or calendars.is_solar_year(number)


def _day(year: int, month: int, day: int) -> list[Reading]:
    if not (1970 <= year <= 2100 and 1 <= month <= 12):
        return []
    try:
        return [Reading(date(year, month, day))]
    except ValueError:
        return []
