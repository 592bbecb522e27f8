"""When something in the script happened: in working days before the account was made, so that it looks recent."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def working_days_before(day: date, days: int) -> date:
    """Saturdays and Sundays are not counted, and nothing falls on one."""
    while days:
        day -= timedelta(days=1)
        days -= day.weekday() < 5
    return day


def moment(now: datetime, days: int, at: str, time_zone: str) -> datetime:
    """`at` o'clock so many working days before `now`, in this time zone."""
    zone = ZoneInfo(time_zone)
    return datetime.combine(working_days_before(now.astimezone(zone).date(), days), time.fromisoformat(at), zone)
