"""A list page: what is asked for in its address, and the rows that answer it."""

from collections.abc import Callable
from decimal import Decimal
from functools import cached_property
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from contacts.columns import Columns
from contacts.filters import Chip
from contacts.sheets import Rows, Sheet
from contacts.timeline import last_activity
from contacts.views.deeds import work_of
from contacts.views.saved_views import Tabs
from crm.middleware import AccountRequest
from crm.paging import Page, page_or_first

ROWS = "rows"  # the id of what htmx swaps
MOST_COUNTED = 10_000


class Listing:
    """One page of a list, as its address asks for it."""

    def __init__(self, request: AccountRequest, sheet: Sheet) -> None:
        self.request, self.sheet = request, sheet
        asked = request.GET
        self.words = asked.get("q", "").strip()
        self.filters = sheet.filters(request.account, request.user, asked)
        self.columns = Columns(sheet.columns, sheet.sort, asked.get("sort", ""), asked.getlist("columns"))

    @cached_property
    def searched(self) -> Rows:
        return self.sheet.rows(self.request.account, self.words)

    @cached_property
    def rows(self) -> Rows:
        return self.filters.narrow(self.searched)

    @cached_property
    def page(self) -> Page[Any]:
        seen = last_activity(self.request.account, self.sheet.kind, self.request.user)
        rows = self.rows.annotate(last_activity=seen)
        return page_or_first(rows, order=self.columns.order, cursor=self.request.GET.get("cursor"))

    @cached_property
    def count(self) -> int | None:
        """How many rows there are, up to a number beyond which nobody counts; None where counting would cost much."""
        if not self.page.next and self.is_first:
            return len(self.page.items)
        if self.words or not self.filters.is_cheap:
            return None
        return int(self.rows.order_by().values("pk")[: MOST_COUNTED + 1].count())

    @property
    def emptied_by(self) -> Chip | None:
        """The filter that left nothing, unless the words of the search did."""
        is_narrowed = bool(self.filters.asked) and self.searched.exists()
        return self.filters.emptied_by(self.searched) if is_narrowed else None

    @property
    def is_first(self) -> bool:
        return "cursor" not in self.request.GET

    @cached_property
    def query(self) -> str:
        """The address as it is written shortest: what is saved as a view."""
        asked, columns = self.request.GET, self.columns
        pairs = chain(
            [("q", self.words)],
            # An amount as every language reads it: a saved view is shared.
            (
                (name, str(v) if isinstance(v, Decimal) else asked.get(name, ""))
                for name, v in self.filters.asked.items()
            ),
            [("sort", "" if columns.sort == columns.usual else columns.sort), ("columns", columns.query)],
        )
        return urlencode([(name, value) for name, value in pairs if value])

    @cached_property
    def tabs(self) -> Tabs:
        return Tabs(self.request, self.sheet, self.query)

    @property
    def whole_query(self) -> str:
        """With the view that it began from."""
        return "&".join(part for part in (self.query, self.tabs.parameter) if part)

    @property
    def address(self) -> str:
        """Where this list is, without what a form leaves empty."""
        return f"{self.request.path}?{self.whole_query}" if self.whole_query else self.request.path

    @property
    def is_wordy(self) -> bool:
        """Whether the address came from a form, with all that is empty in it."""
        asked = self.request.GET
        return len(asked.getlist("columns")) > 1 or any(not value for value in asked.values())


def written(asked: str, value: object) -> str:
    """What a filter is asked for; an amount as every language reads it, since a saved view is shared."""
    return str(value) if isinstance(value, Decimal) else asked


def render_list(
    request: AccountRequest, sheet: Sheet, more: Callable[[Listing], dict[str, object]] = lambda _listing: {}
) -> HttpResponse:
    """The whole page, or only what a search, a filter or a chosen column changes of it."""
    listing = Listing(request, sheet)
    is_part = request.htmx.target == ROWS
    if listing.is_wordy and listing.is_first and not request.htmx and not listing.filters.errors:
        return HttpResponseRedirect(listing.address)
    template = f"contacts/{sheet.page}/_rows.html" if is_part else f"contacts/{sheet.page}.html"
    context = {"list": listing, "page": listing.page, "is_part": is_part, "undo": offer_of(request)}
    context["work"] = None if is_part else work_of(request, sheet.kind)
    response = render(request, template, context | shown(listing) | more(listing))
    if is_part:
        response["HX-Replace-Url"] = listing.address
    return response


def shown(listing: Listing) -> dict[str, object]:
    """What the rows ask for by short names."""
    return {
        "query": listing.words,
        "is_first": listing.is_first,
        "filters": listing.filters,
        "show": {column.key: column for column in listing.columns.shown},
    }


def offer_of(request: AccountRequest) -> Any:  # noqa: ANN401
    """What the person did a moment ago and may take back; a part of a page does not use it up."""
    return None if request.htmx else request.session.pop(undo_key(request), None)


def undo_key(request: AccountRequest) -> str:
    return f"undo_{request.account.pk}"
