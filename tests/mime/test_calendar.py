"""Invitations: who, when and where, whatever program wrote them, and no mail's zones for another's."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emaillog.mime import calendar
from emaillog.mime.invitation import Person


def ics(*event, method="REQUEST", before=""):
    lines = [
        "BEGIN:VCALENDAR",
        f"METHOD:{method}",
        "VERSION:2.0",
        before,
        "BEGIN:VEVENT",
        *event,
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\r\n".join(line for line in lines if line).encode()


def one(*event, **rest):
    (found,) = calendar.read(ics(*event, **rest))
    return found


OUTLOOK_ZONE = """BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0300
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0300
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""


def test_request_says_who_when_and_where():
    found = one(
        "UID:1@x",
        "SEQUENCE:2",
        "SUMMARY;LANGUAGE=en-us:Review\\, second\\nround",
        "DTSTART;TZID=Europe/Berlin:20261123T100000",
        "DTEND;TZID=Europe/Berlin:20261123T110000",
        "LOCATION:Room 5\\; https://meet.test/a",
        'ORGANIZER;CN="Doe, Jane":MAILTO:jane@acme.test',
        "ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;CN=Bob:mailto:bob@acme.test",
        "ATTENDEE;PARTSTAT=NEEDS-ACTION;CN=eve@globex.test;X-NUM-GUESTS=0:mailto:eve@globex.test",
        "ATTENDEE;CUTYPE=ROOM;CN=Room 5:mailto:room5@acme.test",
        "STATUS:CONFIRMED",
        "RRULE:FREQ=WEEKLY;BYDAY=MO",
    )
    assert (found.method, found.summary, found.location) == (
        "request",
        "Review, second round",
        "Room 5; https://meet.test/a",
    )
    assert found.start.isoformat() == "2026-11-23T10:00:00+01:00"
    assert found.end.isoformat() == "2026-11-23T11:00:00+01:00"
    assert found.zone == "Europe/Berlin"
    assert found.organizer == Person("Doe, Jane", "jane@acme.test")
    assert found.attendees == (
        Person("Bob", "bob@acme.test", "accepted"),
        Person("", "eve@globex.test", "needs-action"),
    )
    assert (found.status, found.recurs, found.sequence, found.uid) == ("confirmed", True, 2, "1@x")


def test_reply_carries_the_answer_of_the_one_who_wrote_it():
    found = one("UID:1", "ATTENDEE;PARTSTAT=DECLINED;CN=Eve:mailto:eve@globex.test", method="REPLY")
    assert (found.method, found.answer) == ("reply", "declined")


def test_cancelled_by_method_or_by_status():
    assert one("UID:1", method="CANCEL").is_cancelled
    assert one("UID:1", "STATUS:CANCELLED").is_cancelled
    assert not one("UID:1").is_cancelled


def test_whole_day_has_dates():
    found = one("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261227")
    assert (found.start, found.end) == (date(2026, 12, 24), date(2026, 12, 27))
    assert not isinstance(found.start, datetime)


def test_duration_makes_the_end():
    found = one("DTSTART:20261123T090000Z", "DURATION:PT1H30M")
    assert (found.start, found.end) == (
        datetime(2026, 11, 23, 9, tzinfo=UTC),
        datetime(2026, 11, 23, 10, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("tzid", "key", "offset"),
    [
        ("W. Europe Standard Time", "Europe/Berlin", 1),
        ('"Eastern Standard Time"', "America/New_York", -5),
        ("/freeassociation.sourceforge.net/Europe/Berlin", "Europe/Berlin", 1),
        ("/example.org/20231124/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires", -3),
    ],
)
def test_zone_is_found_by_any_of_its_names(tzid, key, offset):
    found = one(f"DTSTART;TZID={tzid}:20261123T100000")
    assert (found.zone, found.start.utcoffset()) == (key, timedelta(hours=offset))


@pytest.mark.parametrize(("when", "offset"), [("20260701T100000", 3), ("20261123T100000", 2), ("20260115T100000", 2)])
def test_zone_of_the_calendars_own_is_read_by_its_rules(when, offset):
    found = one(f"DTSTART;TZID=Customized Time Zone:{when}", before=OUTLOOK_ZONE)
    assert (found.zone, found.start.utcoffset()) == ("Customized Time Zone", timedelta(hours=offset))


def test_own_zone_of_one_mail_is_not_used_for_the_next():
    one("DTSTART;TZID=Customized Time Zone:20260701T100000", before=OUTLOOK_ZONE)
    found = one("DTSTART;TZID=Customized Time Zone:20260701T100000")
    assert (found.start.tzinfo, found.zone) == (None, "Customized Time Zone")


@pytest.mark.parametrize(
    "tzid", ["Europe", "../../etc/passwd", "/etc/passwd", "x" * 5000, "a\x00b", "Europe/", ".", "posixrules/x"]
)
def test_name_that_is_no_zone_leaves_the_hour_as_written(tzid):
    found = one(f'DTSTART;TZID="{tzid}":20261123T100000')
    assert found.start is None or found.start == datetime(2026, 11, 23, 10)


def test_broken_properties_cost_only_themselves():
    found = one(
        "SUMMARY:Still here",
        "DTSTART:tomorrow",
        "DTEND;;=:20261399T000000",
        "SEQUENCE:many",
        "ATTENDEE;CN=Doe, Jane;PARTSTAT=ACCEPTED:mailto:jane@acme.test",
        'ATTENDEE;CN="open:mailto:x@y.test',
        "ORGANIZER:invalid:nomail",
        "DURATION:P99999999999999999999D",
    )
    assert (found.summary, found.start, found.end, found.sequence) == ("Still here", None, None, 0)
    assert found.attendees[0] == Person("Doe, Jane", "jane@acme.test", "accepted")
    assert found.organizer == Person("", "")


@pytest.mark.parametrize("when", ["00010101T000000Z", "99991231T235959Z", "99991231", "00010101T000000"])
def test_ends_of_the_calendar_are_no_time_to_meet(when):
    assert one(f"DTSTART;TZID=Europe/Berlin:{when}", "DURATION:PT1H").start is None
    assert one("DTSTART:20260101T000000Z", "DURATION:P2900000D").end is None


def test_apple_names_people_by_another_address_and_gives_the_mail_beside_it():
    found = one('ATTENDEE;CN="Eve";PARTSTAT=TENTATIVE;EMAIL="eve@globex.test":/aMTIzNDU2/principal/')
    assert found.attendees == (Person("Eve", "eve@globex.test", "tentative"),)


def test_folded_lines_and_alarms():
    found = one(
        "SUMMARY:A long",
        "  title",
        "BEGIN:VALARM",
        "SUMMARY:not this",
        "DTSTART:20200101T000000Z",
        "END:VALARM",
        "UID:9",
    )
    assert (found.summary, found.start, found.uid) == ("A long title", None, "9")


def test_exception_of_a_series_is_no_event_of_its_own():
    again = "END:VEVENT\r\nBEGIN:VEVENT"
    found = one(
        "UID:1",
        "SUMMARY:Moved",
        "RECURRENCE-ID:20261130T090000Z",
        again,
        "UID:1",
        "SUMMARY:Weekly",
        "RRULE:FREQ=WEEKLY",
    )
    assert found.summary == "Weekly"


def test_two_flights_are_two_events():
    found = calendar.read(ics("UID:1", "SUMMARY:Out", "END:VEVENT\r\nBEGIN:VEVENT", "UID:2", "SUMMARY:Back"))
    assert [each.summary for each in found] == ["Out", "Back"]


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00", b"BEGIN:VCALENDAR", b"BEGIN:VCALENDAR\nBEGIN:VTODO\nEND:VTODO\nEND:VCALENDAR", b"END:VEVENT"],
)
def test_calendar_without_event_gives_none(content):
    assert calendar.read(content) == ()


def test_charset_of_the_part_counts():
    assert calendar.read(ics("SUMMARY:X").replace(b"X", "Žluť".encode("iso-8859-2")), "iso-8859-2")[0].summary == "Žluť"


@pytest.mark.parametrize(
    ("unit", "caps"),
    [
        ("ATTENDEE;PARTSTAT=ACCEPTED;CN=A:mailto:a@b.test\r\n", 1),
        ("END:VEVENT\r\nBEGIN:VEVENT\r\nUID:{}\r\nSUMMARY:a\r\n", 20),
        ("BEGIN:X\r\n", 1),
        ("END:X\r\n", 1),
        ("\r\n", 1),
        (" \r\n", 1),
        ("SUMMARY:" + "\\" * 900 + "\r\n", 1),
        ("ATTENDEE;CN=" + '"' * 1900 + "\r\n", 1),
        ("ATTENDEE;" + "A=B;" * 450 + ":\r\n", 1),
    ],
)
def test_a_megabyte_of_anything_is_bounded(unit, caps):
    body = "".join(unit.format(number) for number in range(1_000_000 // len(unit)))
    started = time.perf_counter()
    found = calendar.read(ics(body))
    assert time.perf_counter() - started < 2
    assert len(found) <= caps
    assert all(len(each.attendees) <= 100 for each in found)


def test_what_is_larger_than_a_megabyte_is_not_read():
    assert calendar.read(ics("SUMMARY:a").ljust(calendar.LARGEST + 1)) == ()


_PIECE = st.sampled_from(
    """BEGIN:VEVENT|END:VEVENT|BEGIN:VTIMEZONE|END:VTIMEZONE|BEGIN:STANDARD|END:STANDARD|TZID:Z|TZOFFSETTO:+0100
    |TZOFFSETTO:|DTSTART:00010101T000000|DTSTART;TZID=Z:99991231T235959|DTSTART;TZID=Z:00010101T000000
    |DURATION:P9999999D|DTSTART:20260229|RRULE:FREQ=YEARLY;BYDAY=5SU;BYMONTH=2|RRULE:FREQ=SECONDLY|ATTENDEE;CN|METHOD
    |DTEND:20261123T100000Z|DTSTART;VALUE=PERIOD:20261123T100000Z/PT1H| |SEQUENCE:²""".replace("\n    ", "").split("|")
)


@given(st.lists(st.one_of(_PIECE, st.text(max_size=40)), max_size=30))
def test_never_raises(lines):
    for found in calendar.read("\n".join(lines).encode("utf-8", "surrogatepass")):
        assert found.start is None or found.start.isoformat()


@given(st.binary(max_size=300))
def test_never_raises_on_bytes(content):
    calendar.read(b"BEGIN:VEVENT\n" + content)
