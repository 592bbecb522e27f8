"""A list page: what is asked for in its address, and the rows that answer it."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from crm.middleware import AccountRequest
from crm.paging import Order, Page, page_or_first

Row = TypeVar("Row", bound=Model)
ROWS = "rows"  # the id of the table that htmx swaps


@dataclass(frozen=True)
class Column:
    """A way to sort a list; `falling` is its name in the other direction."""

    key: str
    order: Order

    @property
    def falling(self) -> Order:
        return tuple(name.removeprefix("-") if name.startswith("-") else f"-{name}" for name in self.order)


@dataclass(frozen=True)
class Head:
    """The head of a column: the `sort` that its link asks for, and how the list is sorted by it, "" when it is not."""

    next: str
    direction: str


@dataclass(frozen=True)
class Listing(Generic[Row]):
    """One page of a list, in the order that the address asks for, else in that of its first column."""

    request: AccountRequest
    rows: QuerySet[Row]
    columns: tuple[Column, ...]

    @property
    def sort(self) -> str:
        asked = self.request.GET.get("sort", "")
        known = [column.key for column in self.columns]
        return asked if asked.removeprefix("-") in known else known[0]

    @property
    def order(self) -> Order:
        column = next(column for column in self.columns if column.key == self.sort.removeprefix("-"))
        return column.falling if self.sort.startswith("-") else column.order

    def head(self, column: Column) -> Head:
        if self.sort.removeprefix("-") != column.key:
            return Head(column.key, "")
        is_falling = self.order[0].startswith("-")
        other = column.key if self.sort.startswith("-") else f"-{column.key}"
        return Head(other, "descending" if is_falling else "ascending")

    def page(self) -> Page[Row]:
        return page_or_first(self.rows, order=self.order, cursor=self.request.GET.get("cursor"))


def render_list(listing: Listing[Any], template: str, **more: object) -> HttpResponse:
    """The whole page, or the table alone where a search or a sorted column wants only that."""
    request = listing.request
    part = f"{template}/_rows.html" if request.htmx.target == ROWS else f"{template}.html"
    query = request.GET.get("q", "").strip()
    context = {
        "page": listing.page(),
        "sort": listing.sort,
        "columns": {column.key: listing.head(column) for column in listing.columns},
        "query": query,
        "is_first": "cursor" not in request.GET,
    }
    return render(request, part, context | more)
