"""Calendar invitations (RFC 5545, RFC 5546) in a mail.

The library reads content lines and their values. Which lines it gets, and what a time zone means, is decided here: it
keeps the zones that one calendar defines for all calendars read after it, and has no bounds.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from emaillog.mime import charset, events
from emaillog.mime.events import Event, Line, Zones
from emaillog.mime.invitation import Invitation
from emaillog.mime.zones import Observance

LARGEST = 1024 * 1024  # bytes; of larger ones nothing is read
EVENTS = 20
ATTENDEES = 100  # of one event
_LINE = 2_000  # characters
_LINES = 20_000
_OBSERVANCES = 40  # of one zone: some list every year since 1970


def read(content: bytes, label: str = "") -> tuple[Invitation, ...]:
    """The events of a text/calendar part, each once however often it recurs. `label` is the part's charset."""
    if len(content) > LARGEST:
        return ()
    reader = _Reader()
    for line in _lines(charset.decode(content, label)):
        if len(reader.events) > EVENTS:
            break
        reader.take(line)
    found: dict[str, Invitation] = {}
    for event in reader.events[:EVENTS]:
        read_event = events.read(event, reader.method, reader.zones)
        if read_event.uid not in found or "RECURRENCE-ID" not in event:
            found[read_event.uid or str(len(found))] = read_event
    return tuple(found.values())


def _lines(text: str) -> Iterator[str]:
    """Unfolded (section 3.1). What is cut away of a long line belongs to a value that nobody would show whole."""
    held = ""
    for line in text.replace("\r", "").split("\n", _LINES)[:_LINES]:
        if line[:1] in {" ", "\t"}:
            held += line[1:] if len(held) < _LINE else ""
            continue
        if held:
            yield held[:_LINE]
        held = line
    yield held[:_LINE]


class _Reader:
    """Sorts the lines of a calendar to the event or zone that they belong to."""

    def __init__(self) -> None:
        self.method = ""
        self.events: list[Event] = []
        self.zones: Zones = {}
        self._inside: list[str] = []
        self._tzid = ""
        self._observance: dict[str, str] = {}

    def take(self, line: str) -> None:
        name = line[:20].partition(":")[0].partition(";")[0].upper()
        if name in {"BEGIN", "END"}:
            self._step(name, line.partition(":")[2].strip().upper())
        elif self._inside[-1:] == ["VEVENT"] and name in events.WANTED:
            self._put(self.events[-1].setdefault(name, []), name, line)
        elif name == "METHOD" and not self.method:
            self.method = charset.one_line(line.partition(":")[2])[:20].lower()
        elif self._inside[-1:] == ["VTIMEZONE"] and name == "TZID":
            self._tzid = line.partition(":")[2].strip()
        elif self._inside[-2:-1] == ["VTIMEZONE"]:
            self._observance[name] = line.partition(":")[2].strip()

    def _step(self, name: str, component: str) -> None:
        if name == "BEGIN" and len(self._inside) < 10:
            self._inside.append(component)
            if component == "VEVENT":
                self.events.append({})
            self._observance = {}
        elif name == "END" and component in self._inside:
            if self._inside[-2:-1] == ["VTIMEZONE"]:
                self._keep_observance()
            del self._inside[len(self._inside) - 1 - self._inside[::-1].index(component) :]

    def _put(self, lines: list[Line], name: str, line: str) -> None:
        if len(lines) < (ATTENDEES if name == "ATTENDEE" else 1):
            lines.append(events.parts(line))

    def _keep_observance(self) -> None:
        kept = self.zones.setdefault(self._tzid, [])
        with suppress(ValueError, OverflowError, IndexError):
            start = datetime.strptime(self._observance.get("DTSTART", "")[:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007
            offset = _offset(self._observance.get("TZOFFSETTO", ""))
            kept.append(Observance(start, offset, self._observance.get("RRULE", "")))
        del kept[:-_OBSERVANCES]


def _offset(written: str) -> timedelta:
    """+HHMM or +HHMMSS (section 3.3.14)."""
    digits = written[1:].ljust(6, "0")
    value = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]), seconds=int(digits[4:6]))
    if written[0] not in "+-" or value >= timedelta(days=1):
        raise ValueError
    return -value if written[0] == "-" else value
