"""The Date field (RFC 5322 section 3.3), and what programs write there instead."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from emaillog.mime import encoded_words
from emaillog.mime.forwarded import dates as written_dates

_LONGEST = 200  # characters
_COMMENT = re.compile(r"\([^()]*\)")
_STANDARD = re.compile(
    r"""(?ix) (?:[a-z]{3},?[ ])? \d{1,2}[ -](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[ -](?P<year>\d{2,4})
    [ ]\d{1,2}:\d{2}(?::\d{2})?(?:[ ](?:[+-]\d{4}|ut|utc|gmt|[ecmp][sd]t|[a-z]))?"""
)
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d{1,9})? ?(Z|[+-]\d\d:?\d\d)?")


def read(value: str) -> datetime | None:
    """The wall-clock time as written, aware when an offset is named; None when it is no date of this earth."""
    plain = encoded_words.decode(value[: 2 * _LONGEST])[:_LONGEST]
    for _ in range(3):  # comments within comments
        plain = _COMMENT.sub(" ", plain)
    plain = " ".join(plain.split()).replace(":60", ":59")  # a leap second, which Python does not know
    try:
        if standard := _STANDARD.fullmatch(plain):
            return _standard(plain, standard["year"])
        if iso := _ISO.fullmatch(plain):
            return datetime.fromisoformat(f"{iso[1]}T{iso[2]}{iso[3] or ''}")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    # Seen in practice: names of months and weekdays in the user's language, or anything that a person can read.
    return written_dates.read(plain)


def _standard(value: str, year: str) -> datetime:
    date = parsedate_to_datetime(value)
    if len(year) == 3:  # 1900 is to be added (RFC 5322 section 4.3)
        date = date.replace(year=int(year) + 1900)
    # "-0000" is UTC that tells nothing of the writer's zone (section 3.3), no missing offset as Python has it.
    return date.replace(tzinfo=UTC) if value.endswith("-0000") else date
