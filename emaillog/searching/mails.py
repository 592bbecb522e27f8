"""Mails by words, as one reader may see them.

The newest hits are taken, those in subject and people before those in the text; then the more exact one comes first:
all words in the subject, then among subject and people, then the rest, and the newest of each. So a word that stands
in every mail costs no more than a rare one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from contacts.models import TimelineEntry, shown_to
from contacts.searching.asked import Asked, Term
from contacts.searching.matching import fts5, tsquery
from crm.models import Account, User
from emaillog.models import LoggedEmail
from emaillog.searching.models import MailText
from emaillog.searching.newest import Matching, newest

MOST = 200  # hits of each way that are ranked
LOOKED_AT = 5_000  # of SQLite's hits, the newest ones
HEADS = {"": "ABC", "from": "B", "to": "C", "with": "BC"}
ANYWHERE = HEADS | {"": ""}
COLUMNS = {"": "subject sender recipients", "from": "sender", "to": "recipients", "with": "sender recipients"}
ALL_COLUMNS = COLUMNS | {"": "subject sender recipients text"}


@dataclass(frozen=True)
class Asking:
    """Who searches where, for what, between which times (the end excluded)."""

    account: Account
    reader: User
    asked: Asked
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_about_mail(self) -> bool:
        """Whether something is asked for that only mails have."""
        return self.asked.is_about_mail or bool(self.since or self.until)

    @property
    def rows(self) -> QuerySet[MailText]:
        rows = MailText.objects.filter(shown_to(self.reader, "entry__"), account=self.account)
        if self.since:
            rows = rows.filter(occurred_at__gte=self.since)
        if self.until:
            rows = rows.filter(occurred_at__lt=self.until)
        return rows.filter(has_file=True) if self.asked.has_file else rows


@dataclass(frozen=True)
class Hit:
    entry: TimelineEntry
    email: LoggedEmail


def find(asking: Asking, first: int, count: int) -> list[Hit]:
    """These of the hits, in their order, by no more statements the more there are."""
    return list(opened(asking.account, ranked(asking)[first : first + count]))


def ranked(asking: Asking) -> list[int]:
    """The ids of the entries of all hits that are ranked."""
    terms = asking.asked.terms
    plain = [term for term in terms if not term.place]
    found: dict[int, tuple[int, float]] = {}
    for in_heads in (True, False) if terms else (False,):
        of_account = MailText.objects.filter(account=asking.account)
        for entry, at, subject in newest(matching(asking, in_heads=in_heads), of_account, MOST):
            exactness = 1 + is_subject(subject, plain) if in_heads else 0
            found.setdefault(entry, (-exactness, -at.timestamp()))
    return sorted(found, key=lambda entry: (found[entry], -entry))


def is_subject(subject: str, terms: list[Term]) -> bool:
    said = subject.split()
    return bool(terms) and all(term.is_in(said) for term in terms)


def matching(asking: Asking, *, in_heads: bool) -> Matching:
    terms = asking.asked.terms
    if not terms:
        return Matching(asking.rows, asking.rows)
    if connection.vendor == "postgresql":
        column = f"mailsearch_mailtext.{'heads' if in_heads else 'words'}"
        query = tsquery(asking.account.pk, terms, HEADS if in_heads else ANYWHERE)
        return Matching(
            asking.rows.filter(holds(f"{column} @@ %s::tsquery", query)),
            asking.rows.filter(holds(f"ts_match_vq({column}, %s::tsquery)", query)),
        )
    query = f"account_id : {asking.account.pk} AND {fts5(terms, COLUMNS if in_heads else ALL_COLUMNS)}"
    newest = "SELECT rowid FROM mailsearch_words WHERE mailsearch_words MATCH %s ORDER BY rowid DESC LIMIT %s"
    found = asking.rows.filter(pk__in=RawSQL(newest, [query, LOOKED_AT]))  # noqa: S611
    return Matching(found, found)


def holds(sql: str, query: str) -> Any:  # noqa: ANN401 (Django's filters take no expression by its type)
    return RawSQL(sql, [query], BooleanField())  # noqa: S611 (what was typed is a parameter)


def opened(account: Account, entries: list[int]) -> Iterator[Hit]:
    mails = LoggedEmail.objects.filter(account=account, entry__in=entries).select_related("entry")
    there = {email.entry_id: email for email in mails.defer("html", "why", "invitations", "references")}
    for pk in entries:
        if pk in there:  # else it was removed meanwhile
            yield Hit(there[pk].entry, there[pk])
