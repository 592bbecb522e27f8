"""Names that look like what was typed, for when nothing is written so.

Those that share most groups of three letters are fetched, by the indexes of pg_trgm where they could be laid, and of
these the ones whose words really are alike.
"""

from difflib import SequenceMatcher
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import BooleanField, FloatField, IntegerField, QuerySet
from django.db.models.expressions import RawSQL

from contacts.models import Company, Contact, Deal
from contacts.searching.asked import Asked
from contacts.searching.records import TEXTS
from contacts.searching.words import words
from crm.models import Account

ALIKE = 0.65  # of two words, as difflib measures it: one wrong letter in three, or two in six
SHORTEST = 4  # letters: of shorter words too many look alike
CANDIDATES = 50
SHARED = 0.3  # of their groups of letters, at least
LOOKED_AT = 20_000  # rows, where no index helps


def contacts(account: Account, asked: Asked) -> list[Contact]:
    return near(Contact.objects.of(account), Contact, asked)


def companies(account: Account, asked: Asked) -> list[Company]:
    return near(Company.objects.of(account), Company, asked)


def deals(account: Account, asked: Asked) -> list[Deal]:
    return near(Deal.objects.of(account), Deal, asked)


def near(rows: QuerySet[Any], model: type[Any], asked: Asked) -> list[Any]:
    """The best first."""
    typed = [word for term in asked.terms for word in term.tokens]
    if not typed or max(map(len, typed)) < SHORTEST:
        return []
    found = by_index(rows, model, typed) if has_trigrams() else by_counting(rows, model, typed)
    measured = [(alike(typed, words(str(row))), row) for row in found]
    return [row for score, row in sorted(measured, key=lambda pair: -pair[0]) if score >= ALIKE]


@cache
def has_trigrams() -> bool:
    """Whether the database could lay the indexes of pg_trgm; asked once a process."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")
        return bool(cursor.fetchone()[0])


def by_index(rows: QuerySet[Any], model: type[Any], typed: list[str]) -> list[Any]:
    whole, name = [" ".join(typed)], padded(model)
    test = RawSQL(f"({name} %%> %s)", whole, BooleanField())  # noqa: S611 (what was typed is a parameter)
    likeness = RawSQL(f"word_similarity(%s, {name})", whole, FloatField())  # noqa: S611
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL pg_trgm.word_similarity_threshold = {SHARED}")
        return list(rows.filter(test).annotate(shared=likeness).order_by("-shared", "-pk")[:CANDIDATES])


def by_counting(rows: QuerySet[Any], model: type[Any], typed: list[str]) -> list[Any]:
    """Among the newest rows, since each of them is looked at."""
    groups = sorted({group for word in typed for group in groups_of(word)})
    newest = model.objects.filter(pk__in=rows.order_by("-pk").values("pk")[:LOOKED_AT])
    chosen = newest.annotate(shared=shared(model, groups)).filter(shared__gte=max(2, len(groups) * SHARED))
    best = list(chosen.order_by("-shared", "-pk").values_list("pk", flat=True)[:CANDIDATES])
    return list(rows.filter(pk__in=best))


def groups_of(word: str) -> list[str]:
    padded = f" {word} "
    return [padded[at : at + 3] for at in range(len(padded) - 2)]


def shared(model: type[Any], groups: list[str]) -> RawSQL:
    """How many of the groups stand in the name."""
    counts = " + ".join("CASE WHEN named.name LIKE %s THEN 1 ELSE 0 END" for _ in groups)
    named = f"(SELECT {padded(model)} AS name LIMIT 1) AS named"  # the limit keeps it from being folded once a group
    return RawSQL(f"(SELECT {counts} FROM {named})", likes(groups), output_field=IntegerField())  # noqa: S608, S611


def padded(model: type[Any]) -> str:
    """The name between blanks, as the index of the migration has it on PostgreSQL."""
    table = model._meta.db_table  # noqa: SLF001
    columns = TEXTS[model].replace("first_name", f"{table}.first_name").replace("last_name", f"{table}.last_name")
    text = columns if columns != TEXTS[model] else f"{table}.{columns}"
    folded = f"recordsearch_folded({text})" if connection.vendor == "postgresql" else f"lower({text})"
    return f"(' ' || {folded} || ' ')"


def likes(groups: list[str]) -> list[str]:
    return [f"%{group}%" for group in groups]


def alike(typed: list[str], said: list[str]) -> float:
    """How well the worst of the typed words fits one of the name."""
    return min(max((likeness(word, one) for one in said), default=0.0) for word in typed)


def likeness(word: str, said: str) -> float:
    return 1.0 if said.startswith(word) else SequenceMatcher(None, word, said).ratio()
