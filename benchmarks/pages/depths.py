"""The timeline of a contact with a tenth of all mails: its query at any depth, and its whole page."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from django.template.loader import render_to_string
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from benchmarks import clock, timeline
from benchmarks.clock import Samples
from benchmarks.effort import Effort
from benchmarks.pages.town import LONGEST, Town
from benchmarks.pages.visits import Visitor, costs
from benchmarks.table import Row
from contacts.models import Contact
from contacts.views.shown import Shown


def rows(large: Town, small: Town, effort: Effort) -> Iterator[Row]:
    few, many = small.size.entries // 10, large.size.entries // 10
    queries = {"one": "select 1", "few": timeline.query_at(contact_of(small), small.user, few * 9 // 10)}
    queries |= {
        name: timeline.query_at(contact_of(large), large.user, depth)
        for name, depth in (("first", 0), ("deep", many * 9 // 10))
    }
    queries["found"] = timeline.index_at(contact_of(large), many * 9 // 10)
    samples: Samples = defaultdict(list)
    for _ in range(effort.rounds):
        for name, cost in timeline.round_of(queries):
            samples[name].append(cost)
    took = clock.medians(samples)
    entries = f"of {many:,} of {large.size.entries:,} mails"
    yield Row(f"timeline query, first page {entries}", took["first"] / took["one"], "x select 1", 2.0)
    yield Row(f"timeline query, at nine tenths {entries}", took["deep"] / took["one"], "x select 1", 2.0)
    yield Row("  of which finding its ids in the index", took["found"] / took["one"], "x select 1", 2.0)
    yield Row("  its growth from the first page to there", took["deep"] / took["first"], "x", 1.3, 1.0)
    yield Row(f"  its growth from {few:,} of {small.size.entries:,} mails", took["deep"] / took["few"], "x", 1.3, 1.0)
    yield of_page(large, effort)


def contact_of(town: Town) -> Contact:
    contact = Contact.objects.of(town.account).get(pk=town.id(LONGEST))
    contact.account = town.account
    return contact


def of_page(town: Town, effort: Effort) -> Row:
    contact = contact_of(town)
    works = {"page": Visitor(town).to(f"contacts/{contact.pk}/"), "rows": rendering(town, contact)}
    page, rendered = costs(works, effort).values()
    return Row("whole timeline page / rendering its 25 rows", page / rendered, "x", 3.0, 1.5, f"{page:.0f} ms")


def rendering(town: Town, contact: Contact) -> Callable[[], str]:
    """Of the rows alone, with all that they show at hand."""
    request = RequestFactory().get(contact.get_absolute_url())
    request.user, request.account, request.htmx = town.user, town.account, HtmxDetails(request)
    request.membership = town.user.memberships.select_related("account").get()
    shown = Shown(request, contact)
    months = shown.months
    if len(shown.page.items) != 25:
        raise RuntimeError("The timeline is not as long as it should be.")
    context = {"timeline": shown, "record": contact, "months": months}
    return lambda: render_to_string("contacts/timeline/_page.html", context, request=request)
