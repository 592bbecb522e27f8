from collections.abc import Callable
from functools import reduce
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

MOST_WORDS = 8  # each costs a look at every row
Rows = TypeVar("Rows", bound=QuerySet[Any])


def with_every_word(rows: Rows, words: str, names: Callable[[str], Q]) -> Rows:
    """The rows in which each of the words stands somewhere; `names` says where to look for one."""
    # No text column of PostgreSQL can hold or be compared with NUL.
    found = words.replace("\0", " ").split()[:MOST_WORDS]
    return reduce(lambda left, word: left.filter(names(word)), found, rows)
