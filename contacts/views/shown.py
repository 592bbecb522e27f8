"""A record's timeline as its page shows it: what is asked for, what stands on top, and how one goes on."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import QuerySet

from contacts import about, tasks, timeline
from contacts.asked import Asked
from contacts.models import Task, TimelineEntry, TimelineLink
from contacts.timeline import Month, Record
from contacts.views.chips import Bar, Chip
from crm.middleware import AccountRequest
from crm.paging import Page


@dataclass(frozen=True)
class Shown:
    """One page of it, in a number of statements that does not depend on how much there is."""

    request: AccountRequest
    record: Record

    @cached_property
    def asked(self) -> Asked:
        return Asked.of(self.request.GET)

    @property
    def cursor(self) -> str:
        return self.request.GET.get("cursor", "")

    @cached_property
    def bar(self) -> Bar:
        return Bar(self.request, self.record, self.asked)

    @cached_property
    def page(self) -> Page[TimelineLink]:
        account, reader = self.request.account, self.request.user
        if not self.asked:
            return timeline.entries_of(account, self.record, reader, self.cursor)
        links = timeline.links_of(account, self.record, reader)
        return timeline.found_among(links, self.asked.condition, self.cursor)

    @cached_property
    def months(self) -> list[Month]:
        self._look_up([link.entry for link in self.page.items])
        return timeline.by_month(self.page.items)

    @property
    def more(self) -> str:
        """The query of the next page, which goes on within the filter."""
        if not self.page.next:
            return ""
        month = self.months[-1].key if self.months else ""
        return "&".join(filter(None, (self.asked.query, urlencode({"cursor": self.page.next, "month": month}))))

    @property
    def is_first(self) -> bool:
        return not self.cursor

    @cached_property
    def pinned(self) -> list[TimelineEntry]:
        """Nothing where somebody looks for something else: then they stand among the others."""
        if self.asked or self.cursor:
            return []
        entries = timeline.pinned(self.request.account, self.record, self.request.user)
        self._look_up(entries)
        return entries

    def _look_up(self, entries: list[TimelineEntry]) -> None:
        """What else the page says of each of them."""
        timeline.note_others(self.request.account, self.record, entries)
        about.look_up(self.request.account, self.request.user, entries)

    @cached_property
    def tasks(self) -> list[Task]:
        return tasks.open_on(self.request.account, self.record)

    @property
    def mark(self) -> int:
        """The newest entry of the account: what comes after it is new."""
        links = TimelineLink.objects.filter(account=self.request.account).order_by("-entry")
        return links.values_list("entry", flat=True).first() or 0

    @property
    def emptied(self) -> Chip:
        """The first of the filters, in the order of their chips, with which nothing is left."""
        links = timeline.links_of(self.request.account, self.record, self.request.user)
        names = self.asked.names
        steps = (names[:place] for place in range(1, len(names)))
        empty = next((step for step in steps if not self._has_some(links, step)), names)[-1]
        return Chip(empty, self.bar.words(empty), self.asked.without(empty).query)

    def _has_some(self, links: QuerySet[TimelineLink], names: list[str]) -> bool:
        return bool(timeline.found_among(links, self.asked.only(names).condition, self.cursor, size=1).items)
