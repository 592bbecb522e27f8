"""Timelines: what happened with a contact, a company or a deal, newest first, one query a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Literal

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from contacts.models import Company, Contact, Deal, TimelineEntry, TimelineLink
from contacts.models.timeline import TimelineLinkQuerySet
from crm.models import Account, User
from crm.paging import BrokenCursor, Page, page_of_some, page_or_first

Record = Contact | Company | Deal
Name = Literal["contact", "company", "deal"]
SIZE = 25
TASK = "contacts.task"
MOST_PINNED = 3
ORDER = ("-occurred_at", "-id")
LOOKED_AT = 2_000  # entries that one page of a filtered timeline looks at, so that it costs as much at any length


@dataclass(frozen=True)
class Conversation:
    """Entries of a month on one page that belong to one thread (`data["thread"]`): shown under the newest."""

    newest: TimelineEntry
    earlier: list[TimelineEntry]


@dataclass(frozen=True)
class Month:
    """The entries of a page that share a month in the reader's time zone."""

    begins: datetime
    conversations: list[Conversation]

    @property
    def key(self) -> str:
        return f"{self.begins:%Y-%m}"


def name_of(record: Record) -> Name:
    """How links and addresses name the kind of a record."""
    match record:
        case Contact():
            return "contact"
        case Company():
            return "company"
        case _:
            return "deal"


def links_of(account: Account, record: Record, reader: User) -> TimelineLinkQuerySet:
    """All that the reader may see of a record's timeline."""
    return TimelineLink.objects.filter(account=account, **{name_of(record): record}).seen_by(reader)


def entries_of(
    account: Account, record: Record, reader: User, cursor: str | None = None, size: int = SIZE
) -> Page[TimelineLink]:
    """One page of what the reader may see of a record's timeline, its entries and their actors fetched along.

    What is pinned is left out: it stands above them.
    """
    links = links_of(account, record, reader).filter(pinned_at=None).select_related("entry__actor")
    return page_or_first(links, order=ORDER, cursor=cursor, size=size)


def found_among(
    links: QuerySet[TimelineLink], condition: Q, cursor: str | None, size: int = SIZE
) -> Page[TimelineLink]:
    """One page of those that meet the condition, in two statements that look at a bounded number of entries."""
    links = links.select_related("entry__actor")
    try:
        return page_of_some(links, condition, order=ORDER, cursor=cursor, size=size, look=LOOKED_AT)
    except BrokenCursor:
        return page_of_some(links, condition, order=ORDER, cursor=None, size=size, look=LOOKED_AT)


def pinned(account: Account, record: Record, reader: User) -> list[TimelineEntry]:
    """What somebody pinned on top of a record's timeline, the last one first; open tasks stand there apart.

    All of it: who has entries of their own on top may see more of them than one person can pin.
    """
    links = links_of(account, record, reader).filter(pinned_at__isnull=False).exclude(entry__kind=TASK)
    return shown(links.select_related("entry__actor").order_by("-pinned_at", "-id"))


def shown(links: Iterable[TimelineLink]) -> list[TimelineEntry]:
    """The entries of links, which say of each whether it is pinned there."""
    entries = []
    for link in links:
        link.entry.is_pinned = link.pinned_at is not None
        entries.append(link.entry)
    return entries


def note_others(account: Account, record: Record, entries: Iterable[TimelineEntry]) -> None:
    """Notes on each entry the companies and deals that it stands on besides, by one statement for all of them."""
    by_entry: dict[int, list[tuple[str, str]]] = {entry.pk: [] for entry in entries}
    if not by_entry:
        return
    links = TimelineLink.objects.filter(account=account, entry__in=by_entry, contact=None)
    links = links.exclude(**{name_of(record): record}).order_by("id")
    for entry, deal, company in links.values_list("entry", "deal__name", "company__name"):
        by_entry[entry].append(("company", company) if deal is None else ("deal", deal))
    for one in entries:
        one.also_on = by_entry[one.pk]


def by_month(links: list[TimelineLink]) -> list[Month]:
    def begin(entry: TimelineEntry) -> datetime:
        return timezone.localtime(entry.occurred_at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)

    return [Month(month, folded(entries)) for month, entries in groupby(shown(links), begin)]


def folded(entries: Iterable[TimelineEntry]) -> list[Conversation]:
    """A call or a mail about something else in between does not part a conversation."""
    threads: dict[str | int, list[TimelineEntry]] = {}
    for entry in entries:
        threads.setdefault(entry.data.get("thread") or entry.pk, []).append(entry)
    return [Conversation(newest, earlier) for newest, *earlier in threads.values()]


def last_activity(account: Account, name: Name, reader: User) -> Subquery:
    """When something that the reader may see last happened with a record: one look into the index a row of a list."""
    links = TimelineLink.objects.filter(account=account, **{name: OuterRef("pk")}).seen_by(reader)
    return Subquery(links.order_by("-occurred_at", "-id").values("occurred_at")[:1])
