"""Deals as a board: a column a stage, with its newest deals and what all of them are worth."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET

from contacts.filters import DealFilters
from contacts.models import Deal
from contacts.models.deal import DealQuerySet
from contacts.pipeline import CourseTotals, StageTotal, by_course
from contacts.sheets import DEALS
from contacts.timeline import last_activity
from contacts.views.listing import Listing, offer_of
from contacts.views.toasts import toasted
from crm.middleware import AccountRequest
from crm.models import Account

BOARD = "board"  # the id of what htmx swaps
MOST = 50  # cards of a column


@dataclass(frozen=True)
class Lane:
    """One column; `more` deals of it are only in the list."""

    total: StageTotal
    deals: list[Deal]

    @property
    def more(self) -> int:
        return self.total.count - len(self.deals)


@require_GET
def board(request: AccountRequest) -> HttpResponse:
    listing = Listing(request, DEALS)
    del listing.filters.fields["stage"]  # the columns are the stages
    if listing.is_wordy and not request.htmx and not listing.filters.errors:
        return HttpResponseRedirect(listing.address)
    is_part = request.htmx.target == BOARD
    context = shown(request, listing) | {"is_part": is_part, "undo": offer_of(request)}
    template = "contacts/board/_board.html" if is_part else "contacts/board.html"
    response = render(request, template, context)
    if is_part:
        response["HX-Replace-Url"] = listing.address
    return toasted(response, messages.get_messages(request)) if is_part else response


def shown(request: AccountRequest, listing: Listing) -> dict[str, Any]:
    filters = listing.filters
    assert isinstance(filters, DealFilters)  # noqa: S101
    rows = filters.narrow(listing.searched, but="pipeline")
    courses = by_course(rows, filters.stages, filters.stages.courses)
    found = next(each for each in courses if each.course == filters.course)
    keys = [total.stage.key for total in found.open]
    cards = newest(request.account, rows, keys)
    seen = last_activity(request.account, "deal", request.user)
    deals = list(cards.annotate(last_activity=seen))
    return {
        "list": listing,
        "filters": filters,
        "query": listing.words,
        "lanes": [Lane(total, [deal for deal in deals if deal.stage == total.stage.key]) for total in found.open],
        "ends": found.ends,
        "courses": courses,
        "here": found,
        **emptiness(listing, found, courses),
        "switch_query": f"?{listing.query}" if listing.query else "",
    }


def emptiness(listing: Listing, here: CourseTotals, courses: list[CourseTotals]) -> dict[str, Any]:
    """What is said of a board without deals: those that are asked for may be in another pipeline, or nowhere.

    A pipeline without deals, while nothing is asked for, is a board to put some on.
    """
    is_asked = bool(listing.words or listing.filters.asked.keys() - {"pipeline"})
    elsewhere = next((each for each in courses if each.count), None)
    is_empty = not here.count and (is_asked or not elsewhere)
    return {"is_empty": is_empty, "is_asked": is_asked, "elsewhere": elsewhere if is_empty else None}


def newest(account: Account, rows: DealQuerySet, keys: list[str]) -> DealQuerySet:
    """The newest cards of each of these stages, in one statement however many there are."""
    place = Window(RowNumber(), partition_by=[F("stage")], order_by=[F("opened_at").desc(), F("id").desc()])
    numbered = rows.filter(stage__in=keys).order_by().annotate(place=place).filter(place__lte=MOST)
    return Deal.objects.of(account).filter(pk__in=numbered.values("pk")).newest_opened_first()
