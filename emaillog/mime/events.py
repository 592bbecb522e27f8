"""One VEVENT: its lines to an `Invitation`, each property by itself, so that a broken one costs only itself."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import TypeVar

from emaillog.mime import address, zones
from emaillog.mime.charset import one_line
from emaillog.mime.invitation import Invitation, Person
from emaillog.mime.zones import Observance

Line = tuple[Mapping[str, object], str]  # parameters, and the value without its escapes
Event = dict[str, list[Line]]  # by property
Zones = dict[str, list[Observance]]  # by TZID

WANTED = frozenset(
    (
        *("UID", "SEQUENCE", "SUMMARY", "LOCATION", "STATUS", "ORGANIZER", "ATTENDEE"),
        *("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "RRULE", "RDATE"),
    )
)
_NOT_PEOPLE = {"ROOM", "RESOURCE"}
_TEXT = 500  # characters
_MAILTO = re.compile(r"\s*mailto:", re.IGNORECASE)
_NOTHING: Line = ({}, "")
Moment = TypeVar("Moment", date, datetime)


def parts(line: str) -> Line:
    """Parameters and value of a content line; of a broken one the value alone."""
    from icalendar.parser import Contentline  # noqa: PLC0415 (a tenth of a second, for the few mails with a calendar)

    try:
        _, parameters, value = Contentline(line).parts()
    except ValueError:
        return {}, line.partition(":")[2]
    return parameters, value


def read(event: Event, method: str, own_zones: Zones) -> Invitation:
    start, zone = _moment(_one(event, "DTSTART"), own_zones)
    people = tuple(_person(line) for line in event.get("ATTENDEE", []) if not _is_room(line))
    organizer = _person(_one(event, "ORGANIZER")) if "ORGANIZER" in event else None
    return Invitation(
        method=method,
        answer=people[0].answer if method in {"reply", "counter"} and people else "",
        summary=_text(event, "SUMMARY"),
        start=start,
        end=_end(event, start, own_zones),
        zone=zone,
        location=_text(event, "LOCATION"),
        organizer=organizer,
        attendees=people,
        status=_text(event, "STATUS").lower()[:20],
        recurs="RRULE" in event or "RDATE" in event,
        sequence=_number(_text(event, "SEQUENCE")),
        uid=_text(event, "UID"),
    )


def _one(event: Event, name: str) -> Line:
    return event.get(name, [_NOTHING])[0]


def _text(event: Event, name: str) -> str:
    return " ".join(one_line(_one(event, name)[1]).split())[:_TEXT]


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 7 else 0


def _moment(line: Line, own_zones: Zones) -> tuple[datetime | date | None, str]:
    """The time, and the name of its zone."""
    from icalendar.prop import vDatetime  # noqa: PLC0415

    parameters, value = line
    with suppress(ValueError, OverflowError):
        if len(value.strip()) == 8:
            return _likely(datetime.strptime(value.strip(), "%Y%m%d").date()), ""  # noqa: DTZ007
        local: datetime = vDatetime.from_ical(value.strip())
        if local.tzinfo or not _likely(local):
            return _likely(local), "UTC"
        return _placed(local, _parameter(parameters, "TZID"), own_zones)
    return None, ""


def _likely(moment: Moment) -> Moment | None:
    """At the ends of the calendar no zone can be reckoned with, and nobody meets there."""
    return moment if 1900 < moment.year < 3000 else None


def _placed(local: datetime, tzid: str, own_zones: Zones) -> tuple[datetime, str]:
    named = zones.find(tzid)
    if named:
        return local.replace(tzinfo=named), named.key
    return local.replace(tzinfo=zones.by_rules(own_zones.get(tzid, []), local)), one_line(tzid)[:100]


def _end(event: Event, start: datetime | date | None, own_zones: Zones) -> datetime | date | None:
    from icalendar.prop import vDuration  # noqa: PLC0415

    end, _ = _moment(_one(event, "DTEND"), own_zones)
    if end or not start or "DURATION" not in event:
        return end
    with suppress(ValueError, OverflowError):
        length: timedelta = vDuration.from_ical(_one(event, "DURATION")[1].strip())
        return _likely(start + length)
    return None


def _parameter(parameters: Mapping[str, object], name: str) -> str:
    """Writers leave commas unquoted in names, which then read as several values."""
    value = parameters.get(name, "")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _is_room(line: Line) -> bool:
    return _parameter(line[0], "CUTYPE").upper() in _NOT_PEOPLE


def _person(line: Line) -> Person:
    """A calendar address (section 3.3.3): a mailto, or whatever the writer's server has, with the address beside it."""
    parameters, value = line
    mailto = _MAILTO.match(value)
    written = value[mailto.end() :] if mailto else _parameter(parameters, "EMAIL")
    found = address.mailboxes(written[:500])
    name = " ".join(one_line(_parameter(parameters, "CN")).split())[:300]
    mail = found[0].address if found and "@" in found[0].address else ""
    answer = one_line(_parameter(parameters, "PARTSTAT")).lower()[:20]
    return Person("" if name.lower() == mail.lower() else name, mail, answer)
