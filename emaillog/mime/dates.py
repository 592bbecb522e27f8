"""The Date field (RFC 5322 section 3.3)."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def read(value: str) -> datetime | None:
    """The wall-clock time as written, aware when an offset is named; None when it is no date of this earth."""
    value = value[:200]
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    # "-0000" is UTC that tells nothing of the writer's zone (section 3.3), no missing offset as Python has it.
    return date.replace(tzinfo=UTC) if value.rstrip().endswith("-0000") else date
