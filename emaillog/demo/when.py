"""When something in the script happened: in working days before the account was made, so that it looks recent."""

from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

WESTERNMOST = timezone(timedelta(hours=-12))


def working_days_before(day: date, days: int) -> date:
    """Saturdays and Sundays are not counted, and nothing falls on one."""
    while days:
        day -= timedelta(days=1)
        days -= day.weekday() < 5
    return day


def moment(now: datetime, days: int, at: str, time_zone: str) -> datetime:
    """`at` o'clock in this time zone, so many working days before `now`.

    All zones count back from one day, or an answer from London would come before its question from Copenhagen around
    midnight; from the day of the westernmost, as only it has reached that day everywhere.
    """
    day = working_days_before(now.astimezone(WESTERNMOST).date(), days)
    return datetime.combine(day, time.fromisoformat(at), ZoneInfo(time_zone))
