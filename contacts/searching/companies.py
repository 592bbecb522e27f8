"""Companies for a field in which somebody types one: those to suggest, and those that are called exactly so."""

from typing import Any

from django.db.models import Case, IntegerField, QuerySet, When
from django.db.models.functions import Length

from contacts.bulk.waiting import without_hidden
from contacts.models import Company
from contacts.searching.asked import Asked, Term
from contacts.searching.fragments import with_words
from contacts.searching.planning import by_index
from contacts.searching.records import companies, holding
from contacts.searching.words import words
from crm.models import Account

KIND = "company"
MOST = 8  # suggested
MOST_ALIKE = 20  # of one name
MOST_TERMS = 8
LONGEST = 200  # characters of a name
SHORTEST = 2  # characters: of one letter too much is found to be worth the while


def one_line(text: str) -> str:
    """The text without what nobody sees: blanks around it, several in a row, and NUL, which no database compares."""
    return " ".join(text.replace("\0", " ").split())


def asked_for(typed: str) -> Asked:
    """Its words, the last letters of each still to come; empty where it is too short to look for."""
    text = one_line(typed)[:LONGEST]
    if len(text) < SHORTEST and text.isascii():
        return Asked(text)
    pieces = (tuple(words(piece)) for piece in text.split())
    return Asked(text, tuple(Term(tokens) for tokens in pieces if tokens)[:MOST_TERMS])


def suggested(account: Account, asked: Asked) -> list[Company]:
    """At most eight: what is called so, what begins so, what has such words, then what has them within a word."""
    if asked.is_empty:
        return []
    begins = Case(When(name__istartswith=asked.text, then=1), default=0, output_field=IntegerField())
    with by_index():
        rows: QuerySet[Any] = without_hidden(companies(account, asked), account, KIND)
        found = list(rows.order_by("-exactness", begins.desc(), "name", "id")[:MOST])
    if len(found) == MOST:
        return found
    others = Company.objects.of(account).exclude(pk__in=[company.pk for company in found])
    others = without_hidden(others, account, KIND)
    return found + list(with_words(others, account, asked.text).order_by("name", "id")[: MOST - len(found)])


def called(account: Account, name: str) -> list[Company]:
    """All of exactly this name, whether in capitals or not; of very many the oldest of them.

    The shortest of the names that hold it are looked at: those that say more are longer.
    """
    if len(name) > LONGEST:
        return []
    found = Company.objects.filter(account=account, name=name).order_by().values("pk")
    if tokens := tuple(words(name)):
        found = found.union(holding(Company, account, Term(tokens, is_exact=True)).values("pk"))
    with by_index():
        rows = without_hidden(Company.objects.of(account).filter(pk__in=found), account, KIND)
        shortest = list(rows.order_by(Length("name"), "id")[:MOST_ALIKE])
    return [company for company in shortest if is_called(company, name)]


def is_called(company: Company, name: str) -> bool:
    return one_line(company.name).casefold() == one_line(name).casefold()
