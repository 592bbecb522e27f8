"""Lists narrowed to the words that somebody types above them, at any size of the account.

What few records have is found by the indexes, and taken by its ids. What many have fills a page wherever one begins to
read, so it is looked for row by row.
"""

import re
from collections.abc import Iterator
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import RawSQL

from contacts.models import Company, CompanyDomain, Contact, ContactEmail, Deal
from contacts.models.search import MOST_WORDS
from contacts.searching.asked import LONGEST, Term
from contacts.searching.records import TEXTS, holding
from contacts.searching.typos import has_trigrams, padded
from contacts.searching.words import UNSPACED, words
from crm.models import Account

FEW = 3000  # records
SHORTEST = 3  # letters within a word: the groups of pg_trgm have no fewer
WITHOUT_BLANKS = re.compile(f"[{UNSPACED}]")
BY_COMPANY = ""
# Where the text stands that a record is found by, and what there leads to the record.
PLACES: dict[type[Model], dict[type[Model], str]] = {
    Contact: {Contact: "pk", ContactEmail: "contact", Company: BY_COMPANY},
    Company: {Company: "pk", CompanyDomain: "company"},
    Deal: {Deal: "pk", Company: BY_COMPANY},
}
Rows = TypeVar("Rows", bound=QuerySet[Any])


def with_words(rows: Rows, account: Account, typed: str) -> Rows:
    """Those of the account's rows in which each of the words stands somewhere, if only as a part of a longer one."""
    # No text column of PostgreSQL can hold or be compared with NUL.
    for word in typed.replace("\0", " ").strip()[:LONGEST].split()[:MOST_WORDS]:
        found = few(rows.model, account, word)
        rows = rows.search(word) if found is None else rows.filter(pk__in=found)  # type: ignore[attr-defined]
    return rows


def few(model: type[Model], account: Account, word: str) -> set[int] | None:
    """The ids of the records that have the word; None where they are many, or where no index knows such words."""
    tokens = tuple(words(word))
    if not tokens or WITHOUT_BLANKS.search(word):
        return None
    first, *others = _ways(model, account, word, Term(tokens))
    ids = list(first.union(*others, all=True)[: FEW + 1])
    return {pk for (pk,) in ids} if len(ids) <= FEW else None


def _ways(model: type[Model], account: Account, word: str, term: Term) -> Iterator[QuerySet[Any]]:
    """First to what begins with it, since of what is common enough is found there; then to what has it within."""
    for place, way in PLACES[model].items():
        yield _led(holding(place, account, term), model, account, way)
    if len(word) >= SHORTEST:
        for place, way in PLACES[model].items():
            yield _led(within(place, account, word, term), model, account, way)


def _led(texts: QuerySet[Any], model: type[Model], account: Account, way: str) -> QuerySet[Any]:
    if way != BY_COMPANY:
        return texts.values_list(way)
    rows: QuerySet[Any] = model._default_manager.filter(account=account, company__in=texts.values("pk"))  # noqa: SLF001
    return rows.order_by().values_list("pk")


def within(model: type[Any], account: Account, word: str, term: Term) -> QuerySet[Any]:
    """The rows of one table in whose text it stands anywhere."""
    rows: QuerySet[Any] = model.objects.filter(account=account).order_by()
    if not has_trigrams():
        found = Q()
        for column in TEXTS[model].split(" || ' ' || "):
            found |= Q(**{f"{column}__icontains": word})
        return rows.filter(found)
    table = model._meta.db_table  # noqa: SLF001 (a documented API of Django, in spite of its name)
    statement = f"SELECT id FROM {table} WHERE {padded(model)} LIKE %s"  # noqa: S608
    return rows.filter(pk__in=RawSQL(statement, [f"%{' '.join(term.tokens)}%"]))  # noqa: S611
