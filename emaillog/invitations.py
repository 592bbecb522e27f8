"""Invitations as a logged mail keeps them (`LoggedEmail.invitations`), and as its entry shows them."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emaillog.mime.invitation import Invitation

Stored = dict[str, Any]

_ANSWERS = {
    "accepted": ("success", "circle-check", gettext_lazy("Accepted")),
    "declined": ("danger", "circle-x", gettext_lazy("Declined")),
    "tentative": ("warning", "question-mark", gettext_lazy("Perhaps")),
    "delegated": ("neutral", "arrow-right", gettext_lazy("Sends somebody else")),
}
_OF_ROW = ("method", "answer", "summary", "start", "end", "zone", "location", "status", "recurs", "sequence")


def stored(invitation: Invitation) -> Stored:
    """Its fields as JSON: times in ISO 8601, a date for whole days."""
    times = {name: _written(getattr(invitation, name)) for name in ("start", "end")}
    return asdict(invitation) | times | {"attendees": [asdict(each) for each in invitation.attendees]}


def of_row(invitations: list[Stored]) -> Stored | None:
    """What a row of the timeline shows: the first one, without its people."""
    return {name: invitations[0][name] for name in _OF_ROW} if invitations else None


@dataclass(frozen=True)
class Meeting:
    """A stored invitation for a template. Its times are the reader's, if it has a zone at all."""

    data: Stored

    @property
    def is_all_day(self) -> bool:
        return len(self.data["start"] or "") == len("2026-11-23")

    @property
    def start(self) -> datetime | date | None:
        return self._time("start")

    @property
    def end(self) -> datetime | date | None:
        """The last day of whole days; of hours their end. An end of another kind than the start says nothing."""
        start, end = self.start, self._time("end")
        if isinstance(start, datetime) or isinstance(end, datetime):
            return end if isinstance(start, datetime) and isinstance(end, datetime) else None
        return max(end - timedelta(days=1), start) if start and end else None

    @property
    def ends_another_day(self) -> bool:
        return self.start is not None and self.end is not None and _day(self.start) != _day(self.end)

    @property
    def original(self) -> dict[str, object] | None:
        """Start and end by the clocks where it was planned, when those show another time than the reader's."""
        start, end = _read(self.data["start"]), _read(self.data["end"])
        zone = self.data["zone"]
        if not isinstance(start, datetime) or start.tzinfo is None or zone in {"", "UTC"}:
            return None
        if start.utcoffset() == timezone.localtime(start).utcoffset():
            return None
        ends = end.replace(tzinfo=None) if isinstance(end, datetime) else None
        return {"start": start.replace(tzinfo=None), "end": ends, "zone": zone.replace("_", " ")}

    @property
    def is_without_zone(self) -> bool:
        return isinstance(self.start, datetime) and self.start.tzinfo is None

    @property
    def is_cancelled(self) -> bool:
        return bool(self.data["method"] == "cancel" or self.data["status"] == "cancelled")

    @property
    def state(self) -> tuple[str, str, str]:
        """Tone, icon and words for what this mail does with the meeting."""
        method, answer = self.data["method"], self.data["answer"]
        if self.is_cancelled:
            return "danger", "calendar-x", _("Cancelled")
        if method == "reply" and answer in _ANSWERS:
            tone, icon, words = _ANSWERS[answer]
            return tone, icon, str(words)
        if method == "counter":
            return "warning", "calendar-event", _("Another time proposed")
        if method == "request":
            return "accent", "calendar-event", _("Changed invitation") if self.data["sequence"] else _("Invitation")
        return "neutral", "calendar-event", _("Reply to an invitation") if method == "reply" else _("Event")

    @property
    def people(self) -> list[dict[str, str]]:
        """Who is invited, each with the tone, icon and words of the answer."""
        return [person | _answer(person["answer"]) for person in self.data.get("attendees", [])]

    def _time(self, name: str) -> datetime | date | None:
        moment = _read(self.data[name])
        return timezone.localtime(moment) if isinstance(moment, datetime) and moment.tzinfo else moment


def _answer(answer: str) -> dict[str, str]:
    tone, icon, words = _ANSWERS.get(answer, ("", "", gettext_lazy("No answer yet")))
    return {"tone": tone, "icon": icon, "words": str(words)}


def _written(moment: datetime | date | None) -> str | None:
    return moment.isoformat() if moment else None


def _read(written: str | None) -> datetime | date | None:
    if not written:
        return None
    return datetime.fromisoformat(written) if "T" in written else date.fromisoformat(written)


def _day(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
