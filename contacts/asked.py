"""What a timeline is asked for in its address: filters that can be shared, taken back one by one, and paged through."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts import days
from contacts.activities import CALL, MEETING, NOTE
from contacts.models import TimelineLink
from contacts.timeline import TASK
from crm import ids

MAIL = "emaillog.email"
KINDS: dict[str, tuple[str, str | Promise]] = {
    "mail": (MAIL, _("Mail")),
    "note": (NOTE, _("Notes")),
    "call": (CALL, _("Calls")),
    "meeting": (MEETING, _("Meetings")),
    "task": (TASK, _("Tasks")),
}
DIRECTIONS: dict[str, str | Promise] = {"incoming": _("Received"), "outgoing": _("Sent")}
WRITTEN = ("subject", "snippet", "note", "text", "title", "with")  # what is searched of an entry's row
MOST_WORDS, LONGEST = 6, 200
# What links must meet by texts that no row holds: other apps add it, for kinds of entries of their own.
TOLD: list[Callable[[str], Q]] = []


@dataclass(frozen=True)
class Asked:
    """The filters of one address; empty ones ask for nothing. What makes no sense is taken as empty."""

    kind: str = ""
    direction: str = ""
    by: int | None = None  # the id of the user who wrote or logged it
    since: date | None = None
    until: date | None = None
    files: bool = False
    deal: int | None = None
    q: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Asked":
        kind, direction = query.get("kind", ""), query.get("direction", "")
        return cls(
            kind=kind if kind in KINDS else "",
            direction=direction if direction in DIRECTIONS else "",
            by=ids.read(query.get("by", "")),
            since=days.read(query.get("since", "")),
            until=days.read(query.get("until", "")),
            files=query.get("files", "") == "1",
            deal=ids.read(query.get("deal", "")),
            q=" ".join(query.get("q", "").replace("\0", " ").split())[:LONGEST],
        )

    def __bool__(self) -> bool:
        return any(self.names)

    @property
    def names(self) -> list[str]:
        """Which filters are set, in the order in which their chips stand."""
        return [field.name for field in fields(self) if getattr(self, field.name)]

    @property
    def query(self) -> str:
        """As an address says it, without the filters that are empty."""
        values = {name: getattr(self, name) for name in self.names}
        return urlencode({name: 1 if value is True else value for name, value in values.items()})

    def without(self, name: str) -> "Asked":
        return replace(self, **{name: getattr(Asked(), name)})

    def only(self, names: list[str]) -> "Asked":
        return replace(Asked(), **{name: getattr(self, name) for name in names})

    @property
    def condition(self) -> Q:
        """What a link must meet, whose entry is fetched along."""
        return reduce(lambda met, name: met & CONDITIONS[name](getattr(self, name)), self.names, Q())


def _stands_on(deal: int) -> Q:
    return Q(Exists(TimelineLink.objects.filter(account=OuterRef("account"), entry=OuterRef("entry"), deal=deal)))


def _says(words: str) -> Q:
    """Each of the words stands somewhere in what a row shows, or in what else is known to be said there."""
    in_row = reduce(lambda met, word: met & _says_word(word), words.split()[:MOST_WORDS], Q())
    return reduce(or_, (told(words) for told in TOLD), in_row)


def _says_word(word: str) -> Q:
    return reduce(or_, _places(word))


def _places(word: str) -> Iterator[Q]:
    for name in WRITTEN:
        yield Q(**{f"entry__data__{name}__icontains": word})


CONDITIONS: dict[str, Any] = {
    "kind": lambda kind: Q(entry__kind=KINDS[kind][0]),
    "direction": lambda direction: Q(entry__data__direction=direction),
    "by": lambda user: Q(entry__actor=user),
    "since": lambda day: Q(occurred_at__gte=days.begin_of(day)),
    "until": lambda day: Q(occurred_at__lt=days.end_of(day)),
    "files": lambda _asked: Q(entry__data__has_files=True),
    "deal": _stands_on,
    "q": _says,
}
