"""Days that an address asks for, as moments where the reader is."""

from datetime import date, datetime, time, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.dateparse import parse_date

# Every time zone can turn these and the days beside them into moments, and every database can compare those.
FIRST, LAST = date(1900, 1, 1), date(2200, 12, 31)
BOUNDS = (MinValueValidator(FIRST), MaxValueValidator(LAST))  # for fields of forms


def read(text: str) -> date | None:
    """The day that is written as ISO 8601 does; None for what is none, or too far away."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and FIRST <= day <= LAST else None


def begin_of(day: date) -> datetime:
    """Its first moment, in the reader's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of(day: date) -> datetime:
    """The first moment after it, in the reader's time zone."""
    return begin_of(day + timedelta(days=1))
