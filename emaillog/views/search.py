"""Search: the page of results, and the list that opens below the box in the top bar while somebody types."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contacts import days
from contacts.searching import recent
from contacts.searching.asked import Asked, Term, parse
from contacts.searching.words import words
from crm.middleware import AccountRequest
from emaillog.searching import found
from emaillog.searching.found import Found, Kind
from emaillog.searching.mails import MOST, Asking

BOX = "search-found-"  # with the place of the box: the element that htmx fills while somebody types
MORE = "search-more"  # the id of "Load more", in whose place htmx puts the next results
EACH = 5  # of every kind, where all kinds are shown
PAGE = 20
SHORTEST = 2  # characters: of one letter too much is found to be worth the while


@require_safe
def search(request: AccountRequest) -> HttpResponse:
    page = Results(request)
    target = request.htmx.target or ""
    if target.startswith(BOX):
        place = target.removeprefix(BOX)
        context = {"results": page, "place": place if place.isalpha() else "bar"}
        return render(request, "search/_found.html", context)
    template = "search/_rows.html" if target == MORE else "search/search.html"
    return render(request, template, {"results": page})


@dataclass(frozen=True)
class Results:
    request: AccountRequest

    @cached_property
    def asked(self) -> Asked:
        """What the box says and what the filters beside it add."""
        typed, who = parse(self.text("q")), words(self.text("who"))
        people = tuple(Term((word,), place="with") for word in who)
        return replace(typed, terms=typed.terms + people, has_file=typed.has_file or self.has_file)

    @cached_property
    def asking(self) -> Asking:
        since, until = self.day("since"), self.day("until")
        return Asking(
            self.request.account,
            self.request.user,
            self.asked,
            since=days.begin_of(since) if since else None,
            until=days.end_of(until) if until else None,
        )

    @cached_property
    def kinds(self) -> list[Kind]:
        if self.is_empty:
            return []
        if self.kind:
            return found.find(self.asking, [self.kind], self.first, PAGE)
        return found.find(self.asking, found.KINDS, 0, EACH)

    @cached_property
    def recent(self) -> list[Found]:
        account = self.request.account
        return [found.of_record(account, record) for record in recent.records(account, self.request.user)]

    @property
    def is_empty(self) -> bool:
        is_short = len(self.asked.text) < SHORTEST and not self.asked.has_file
        return not self.asking.is_about_mail and (self.asked.is_empty or (is_short and self.asked.text.isascii()))

    @property
    def kind(self) -> str:
        asked = self.text("kind")
        return asked if asked in found.KINDS else ""

    @property
    def first(self) -> int:
        number = self.text("from")
        return min(int(number), 2 * MOST) if number.isdecimal() and number.isascii() and len(number) < 6 else 0

    @property
    def next(self) -> int:
        return self.first + PAGE

    @property
    def tabs(self) -> list[dict[str, Any]]:
        labels = {"": _("All")} | found.LABELS
        return [{"key": key, "label": label, "current": key == self.kind} for key, label in labels.items()]

    @property
    def has_file(self) -> bool:
        return self.text("file") == "1"

    @property
    def is_narrowed(self) -> bool:
        return any(map(self.text, ("who", "since", "until", "file")))

    @property
    def count(self) -> int:
        return sum(len(kind.found) for kind in self.kinds)

    def text(self, name: str) -> str:
        return self.request.GET.get(name, "").strip()[:200]

    def day(self, name: str) -> date | None:
        return days.read(self.text(name))
