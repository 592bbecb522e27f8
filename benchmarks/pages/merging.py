"""Merging a contact with many entries into another, against the one statement that nobody can avoid."""

from collections.abc import Iterator

from django.db import transaction

from benchmarks.effort import Effort
from benchmarks.pages.town import LONG, SHORT, Town
from benchmarks.pages.visits import costs
from benchmarks.table import Row
from contacts.merging.merge import Wanted, merge
from contacts.merging.pairs import Pair
from contacts.models import Contact, TimelineLink


def rows(town: Town, effort: Effort) -> Iterator[Row]:
    """Each time it is taken back."""
    people = Contact.objects.of(town.account)
    survivor, old = (people.get(pk=town.id(number)) for number in (SHORT, LONG))
    wanted = Wanted(survivor.pk, old.pk, {}, Pair(survivor, old).version)

    def move() -> None:
        with transaction.atomic():
            TimelineLink.objects.filter(account=town.account, contact=old).update(contact=survivor)
            transaction.set_rollback(True)

    def all_of_it() -> None:
        with transaction.atomic():
            merge(town.account, town.user, Contact, wanted)
            transaction.set_rollback(True)

    merged, moved = costs({"merge": all_of_it, "move": move}, effort).values()
    what = f"merging a contact with {town.size.entries // 100:,} entries / moving these"
    yield Row(what, merged / moved, "x", 2.0, 1.3, f"{merged:.0f} ms")
