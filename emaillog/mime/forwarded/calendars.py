"""Years and months that are not counted as in the Gregorian calendar."""

import re
from datetime import date

from emaillog.mime.forwarded.folding import fold

BUDDHIST = 543  # years that the Thai calendar is ahead
_ERAS = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}  # the year before the first one of each
_ERA = re.compile(r"(令和|平成|民國|民国) ?(\d{1,3}|元)(?= ?年)")
_SOLAR_HIJRI = (
    "فروردین حمل وری farvardin", "اردیبهشت ثور غویی ordibehesht", "خرداد جوزا غبرګولی khordad", "تیر سرطان چنګاښ tir",
    "مرداد امرداد اسد زمری mordad", "شهریور سنبله وږی shahrivar", "مهر میزان تله mehr", "آبان عقرب لړم aban",
    "آذر قوس لیندۍ azar", "دی جدی مرغومی dey", "بهمن دلو سلواغه bahman", "اسفند حوت کب esfand",
)  # fmt: skip
_LUNAR_HIJRI = (
    "محرم صفر ربيع ربیع جمادى جمادی رجب شعبان رمضان شوال القعدة القعده الحجة الحجه ذيقعده ذیقعده ذيحجه ذیحجه هـ هجري "
    "muharram safar rabi jumada rajab shaban ramadan shawwal ah"
)
_EPOCH = date(622, 3, 21).toordinal()  # 1 Farvardin of the year 1, in the arithmetic that follows
_MONTHS = {fold(name): month for month, names in enumerate(_SOLAR_HIJRI, 1) for name in names.split()}
_LUNAR = frozenset(fold(name) for name in _LUNAR_HIJRI.split())


def without_eras(text: str) -> str:
    """Folded text with years of an era (令和6年, 民國113年) as those of the common one."""
    return _ERA.sub(lambda found: str(_ERAS[found[1]] + int(found[2].replace("元", "1"))), text)


def is_lunar(words: list[str]) -> bool:
    """The Islamic calendar begins its months when the moon is seen: such a date cannot be computed with certainty."""
    return not _LUNAR.isdisjoint(words) and solar_month(words) is None


def solar_month(words: list[str]) -> int | None:
    """The month of the solar Hijri calendar (Iran, Afghanistan) that one of the words names."""
    return next((_MONTHS[word] for word in words if word in _MONTHS), None)


def is_solar_year(year: int) -> bool:
    """1430 of the lunar calendar was 2009: later years can only be lunar ones for a while."""
    return 1350 <= year <= 1430


def of_solar(year: int, month: int, day: int) -> date | None:
    """The day in the Gregorian calendar; leap years in cycles of 33, which holds for the years 1244 to 1472."""
    if not (is_solar_year(year) and 1 <= month <= 12 and 1 <= day <= (31 if month <= 6 else 30)):
        return None
    leaps = (year + 1595) // 33 * 8 + ((year + 1595) % 33 + 3) // 4
    months = (month - 1) * 31 if month < 7 else (month - 7) * 30 + 186
    return date.fromordinal(_EPOCH + 365 * (year - 1) + leaps - _LEAPS_AT_EPOCH + months + day - 1)


_LEAPS_AT_EPOCH = (1 + 1595) // 33 * 8 + ((1 + 1595) % 33 + 3) // 4
