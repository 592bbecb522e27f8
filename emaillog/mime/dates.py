"""The Date field (RFC 5322 section 3.3)."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime, parsedate_tz


def read(value: str) -> datetime | None:
    """The wall-clock time as written, aware when an offset is named; None when it is no date."""
    value = value[:200]
    try:
        date = parsedate_to_datetime(value)
        # "-0000" is UTC that tells nothing of the writer's zone (section 3.3), no missing offset as Python has it.
        return date.replace(tzinfo=UTC) if value.rstrip().endswith("-0000") else date
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    try:  # a sound date with an offset that no place on earth has
        parsed = parsedate_tz(value)
        return datetime(*parsed[:6]) if parsed else None  # noqa: DTZ001
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
