"""Contacts, companies and deals by words: the whole name first, then names, addresses, companies; newest first."""

from typing import Any

from django.db import connection
from django.db.models import Case, F, IntegerField, Model, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat, Trim

from contacts.models import Company, CompanyDomain, Contact, ContactEmail, Deal
from contacts.searching.asked import Asked, Term
from contacts.searching.matching import fts5, tsquery
from crm.models import Account

# The text of each table, as the indexes of the migration have it.
TEXTS: dict[type[Model], str] = {
    Contact: "first_name || ' ' || last_name",
    ContactEmail: "address",
    Company: "name",
    CompanyDomain: "domain",
    Deal: "name",
}
WHOLE = Trim(Concat("first_name", Value(" "), "last_name"))
AGE = (F("pk") + 0).desc()  # as an expression it is in no index, in whose order PostgreSQL would read everything
MOST = 500  # hits in each place that are ranked, where many are: more than anybody turns pages


def contacts(account: Account, asked: Asked) -> QuerySet[Contact]:
    """Each term stands in the name, in one of the addresses, or in the name of the company."""
    rows, is_whole = Contact.objects.of(account).alias(whole=WHOLE), Q(whole__iexact=asked.text)
    for term in asked.terms:
        named = holding(Contact, account, term).alias(whole=WHOLE)
        reached = holding(ContactEmail, account, term).values("contact")
        employed = Contact.objects.filter(account=account, company__in=holding(Company, account, term)).values("pk")
        rows = rows.filter(pk__in=found(asked, is_whole, named, reached, employed))
    return ranked(rows, is_whole, in_all(Contact, account, asked))


def companies(account: Account, asked: Asked) -> QuerySet[Company]:
    """Each term stands in the name or in one of the domains."""
    rows, is_whole = Company.objects.of(account), Q(name__iexact=asked.text)
    for term in asked.terms:
        reached = holding(CompanyDomain, account, term).values("company")
        rows = rows.filter(pk__in=found(asked, is_whole, holding(Company, account, term), reached))
    return ranked(rows, is_whole, in_all(Company, account, asked))


def deals(account: Account, asked: Asked) -> QuerySet[Deal]:
    """Each term stands in the name or in that of the company."""
    rows, is_whole = Deal.objects.of(account), Q(name__iexact=asked.text)
    for term in asked.terms:
        of_companies = Deal.objects.filter(account=account, company__in=holding(Company, account, term)).values("pk")
        rows = rows.filter(pk__in=found(asked, is_whole, holding(Deal, account, term), of_companies))
    return ranked(rows, is_whole, in_all(Deal, account, asked))


def found(asked: Asked, is_whole: Q, named: QuerySet[Any], *elsewhere: QuerySet[Any]) -> QuerySet[Any]:
    """The ids of what has a term in its name or elsewhere; where it is the only one, of many only the newest."""
    if len(asked.terms) != 1 or connection.vendor != "postgresql":  # SQLite knows no limits within a union
        return named.values("pk").union(*elsewhere)
    whole_first = Case(When(is_whole, then=1), default=0, output_field=IntegerField())
    of_names = named.alias(is_whole=whole_first).order_by("-is_whole", "-pk").values("pk")
    newest: QuerySet[Any] = of_names[:MOST].union(*(rows.order_by(AGE)[:MOST] for rows in elsewhere))
    return newest


def holding(model: type[Any], account: Account, term: Term) -> QuerySet[Any]:
    """The rows of one table whose text holds the term; the caller asks for those of the account."""
    rows: QuerySet[Any] = model.objects.order_by()  # a union knows no order of its parts
    if connection.vendor != "postgresql":
        # Else the account is a word of the query: asked for besides, PostgreSQL reads all of its rows instead.
        rows = rows.filter(account=account)
    found: QuerySet[Any] = rows.filter(pk__in=RawSQL(*statement(model, account, term)))  # noqa: S611
    return found


def statement(model: type[Model], account: Account, term: Term) -> tuple[str, list[str]]:
    table = model._meta.db_table  # noqa: SLF001 (a documented API of Django, in spite of its name)
    if connection.vendor == "postgresql":
        text = f"recordsearch_words(account_id, {TEXTS[model]})"
        return f"SELECT id FROM {table} WHERE {text} @@ %s::tsquery", [tsquery(account.pk, [term])]  # noqa: S608
    index = f"recordsearch_{table}"
    return f"SELECT rowid FROM {index} WHERE {index} MATCH %s", [fts5([term])]  # noqa: S608


def in_all(model: type[Model], account: Account, asked: Asked) -> Q:
    """Every term is in this one table's text."""
    found = Q()
    for term in asked.terms:
        found &= Q(pk__in=holding(model, account, term).values("pk"))
    return found


def ranked(rows: QuerySet[Any], is_whole: Q, is_named: Q) -> QuerySet[Any]:
    exactness = Case(When(is_whole, then=2), When(is_named, then=1), default=0, output_field=IntegerField())
    sorted_rows: QuerySet[Any] = rows.alias(exactness=exactness).order_by("-exactness", "-id")
    return sorted_rows
