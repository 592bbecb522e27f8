"""A list as every resource gives it: `{"items": […], "next": …}`, where `next` is an address to request as it is."""

from typing import Annotated, Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from ninja import Query, Schema
from pydantic import Field

from crm.paging import SIZE, Order, page

Row = TypeVar("Row", bound=Model)
Item = TypeVar("Item")


class Listing(Schema, Generic[Item]):
    items: list[Item]
    next: str | None = Field(description="The address of the next page; null on the last.")


class Window(Schema):
    """Which part of a list is asked for."""

    cursor: str | None = Field(None, description="Where to go on: `next` of the page before holds it.")
    limit: int = Field(SIZE, ge=1, le=100)


WindowQuery = Annotated[Window, Query()]


def listing(
    request: HttpRequest, rows: QuerySet[Row], window: Window, order: Order = ("-id",)
) -> dict[str, list[Row] | str | None]:
    """One page of the rows. Raises `crm.paging.BrokenCursor`."""
    # Whoever takes all of `next` for the cursor means the one inside it.
    cursor = (window.cursor or "").rpartition("cursor=")[2] or None
    found = page(rows, order=order, cursor=cursor, size=window.limit)
    return {"items": found.items, "next": found.next and _address(request, found.next)}


def _address(request: Any, cursor: str) -> str:  # noqa: ANN401 (the stubs of a request's GET forbid copying)
    query = request.GET.copy()
    query.pop("cursor", None)
    query["cursor"] = cursor
    return str(request.build_absolute_uri(f"{request.path}?{query.urlencode(safe=':')}"))
