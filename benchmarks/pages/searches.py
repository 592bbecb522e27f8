"""Search as somebody types, and its page, in a large account against the same in a small one."""

from collections.abc import Iterator

from benchmarks.effort import Effort
from benchmarks.pages import town
from benchmarks.pages.visits import Visitor, grown
from benchmarks.table import Row

WORDS = {
    "a common word": town.COMMON,
    "a rare word": town.RARE,
    "part of a word": town.PART,
    "two common words": f"{town.COMMON} tuesday",
    "what all addresses have": "test",
    "a typing error": town.TYPO,
}
BOX = "search-found-bar"  # what htmx fills while somebody types


def rows(visitors: tuple[Visitor, Visitor], effort: Effort) -> Iterator[Row]:
    for what, words in WORDS.items():
        path = f"search/?q={words}"
        yield grown(f"search while typing {what}, against the small account", path, visitors, effort, 2.0, BOX)
        yield grown(f"search page of {what}, against the small account", path, visitors, effort, 2.0)
