"""Meetings as values: what a calendar object (RFC 5545) in a mail says about one event."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Person:
    """Who invites or is asked to come, and what they said: PARTSTAT in lower case (section 3.2.12)."""

    name: str
    address: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """One event. A `date` is a whole day; a `datetime` without offset is the same hour wherever one is."""

    method: str = ""  # RFC 5546 in lower case: request, reply, cancel, publish, counter …
    answer: str = ""  # of a reply: the PARTSTAT of the one who answers
    summary: str = ""
    start: datetime | date | None = None
    end: datetime | date | None = None  # exclusive: the day after the last one where it is a `date`
    zone: str = ""  # the IANA name in which it was planned, else the writer's own name for the zone
    location: str = ""
    organizer: Person | None = None
    attendees: tuple[Person, ...] = ()  # people; rooms and equipment are left out
    status: str = ""  # confirmed, tentative, cancelled
    recurs: bool = False
    sequence: int = 0
    uid: str = ""

    @property
    def is_cancelled(self) -> bool:
        return self.method == "cancel" or self.status == "cancelled"
