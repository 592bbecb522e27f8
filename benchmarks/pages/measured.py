"""The rows of the table that are about pages."""

from collections.abc import Iterator

from benchmarks.effort import Effort
from benchmarks.pages import depths, merging, searches
from benchmarks.pages import town as towns
from benchmarks.pages.multiplied import without_triggers
from benchmarks.pages.town import Town
from benchmarks.pages.visits import Visitor, costs, grown
from benchmarks.table import Row
from contacts.models import Contact
from crm.paging import cursor_after

LISTS = {
    "contacts": "contacts/",
    "contacts by name": "contacts/?sort=name",
    "companies": "companies/",
    "deals": "deals/",
}
BY_AGE = ("-id",)


def rows(effort: Effort) -> Iterator[Row]:
    with without_triggers():
        large, small = towns.build("Large", effort.size), towns.build("Small", effort.size.hundredth)
    visitors = Visitor(large), Visitor(small)
    yield from depths.rows(large, small, effort)
    yield from of_lists(large, visitors, effort)
    yield of_companies(large, visitors[0], effort)
    yield from searches.rows(visitors, effort)
    yield from merging.rows(large, effort)
    yield grown(
        "home page, against that of the small account", "", visitors, effort, 2.5
    )  # it counts eight weeks of mails


def of_lists(town: Town, visitors: tuple[Visitor, Visitor], effort: Effort) -> Iterator[Row]:
    few, many = town.size.contacts // 100, town.size.contacts
    for name, path in LISTS.items():
        yield grown(f"list of {name}, at {many:,} contacts against {few:,}", path, visitors, effort, 1.3)
    people = Contact.objects.of(town.account)
    middle = people.get(pk=town.id(many // 2))
    deep = f"contacts/?cursor={cursor_after(people, middle, BY_AGE)}"
    works = {"deep": visitors[0].to(deep), "first": visitors[0].to("contacts/")}
    there, first = costs(works, effort).values()
    yield Row("  its page in the middle against the first", there / first, "x", 1.3, 1.0, f"{there:.0f} ms")


def of_companies(town: Town, visitor: Visitor, effort: Effort) -> Row:
    paths = {name: f"companies/{town.id(number)}/" for name, number in (("large", towns.LARGEST), ("ten", towns.SMALL))}
    large, ten = costs({name: visitor.to(path) for name, path in paths.items()}, effort).values()
    what = f"company page, {3 * town.size.contacts // 100:,} contacts against 10"
    return Row(what, large / ten, "x", 1.3, 1.0, f"{large:.0f} ms")
