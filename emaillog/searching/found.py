"""What was found, of any kind, as lists of results and programs show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contacts.bulk.waiting import hidden_by_kind
from contacts.models import Company, Contact, Deal
from contacts.searching import records, typos
from contacts.searching.asked import Term
from contacts.searching.marking import excerpt
from contacts.searching.planning import by_index
from contacts.searching.words import words
from crm.models import Account
from emaillog import quotations
from emaillog.searching import mails
from emaillog.searching.mails import Asking, Hit

Record = Contact | Company | Deal
LABELS = {"contacts": _("Contacts"), "companies": _("Companies"), "deals": _("Deals"), "mails": _("Mail")}
KINDS = tuple(LABELS)
RECORDS = {"contacts": "contact", "companies": "company", "deals": "deal"}


@dataclass(frozen=True)
class Found:
    """One result; `about` says in a line what it is, `excerpt` where the words stand in a mail."""

    kind: str  # as addresses and the API name it: contact, company, deal, email
    pk: str
    title: str
    about: str
    path: str
    excerpt: str = ""
    at: datetime | None = None
    row: dict[str, Any] = field(default_factory=dict)  # what a timeline would show of a mail


@dataclass(frozen=True)
class Kind:
    """The results of one kind; `is_guess` when nothing is written so and these names only look alike."""

    key: str
    found: list[Found]
    has_more: bool = False
    is_guess: bool = False


def find(asking: Asking, kinds: Sequence[str], first: int, count: int) -> list[Kind]:
    """The results of each kind that has any; names that look alike where there is none of any kind."""
    gone = hidden_by_kind(asking.account)
    with by_index():
        exact = [part(key, some(asking, key, gone, first, count + 1), count) for key in kinds if key in RECORDS]
    if "mails" in kinds:
        exact.append(part("mails", of_mails(asking, first, count + 1), count))
    if any(kind.found for kind in exact) or first or asking.is_about_mail:
        return [kind for kind in exact if kind.found]
    alike = {key: near(asking, key, gone) for key in kinds if key in RECORDS}
    return [Kind(key, seen(asking.account, rows[:count]), is_guess=True) for key, rows in alike.items() if rows]


def part(key: str, found: list[Found], count: int) -> Kind:
    return Kind(key, found[:count], len(found) > count)


def some(asking: Asking, key: str, gone: Mapping[str, list[int]], first: int, count: int) -> list[Found]:
    if asking.is_about_mail or not asking.asked.terms:
        return []
    rows: QuerySet[Any] = getattr(records, key)(asking.account, asking.asked)
    if hidden := gone[RECORDS[key]]:
        rows = rows.exclude(pk__in=hidden)
    return seen(asking.account, rows[first : first + count], asking.asked.terms)


def near(asking: Asking, key: str, gone: Mapping[str, list[int]]) -> list[Record]:
    rows: list[Record] = getattr(typos, key)(asking.account, asking.asked)
    return [row for row in rows if row.pk not in gone[RECORDS[key]]]


def seen(account: Account, rows: Sequence[Record] | QuerySet[Any], terms: Sequence[Term] = ()) -> list[Found]:
    return [of_record(account, row, terms) for row in rows]


def of_record(account: Account, record: Record, terms: Sequence[Term] = ()) -> Found:
    match record:
        case Contact():
            kind, facts = "contact", [record.title, str(record.company or ""), address(record, terms)]
        case Company():
            kind, facts = "company", record.domain_names
        case _:
            kind, facts = "deal", [str(record.company or "")]
    path = reverse(kind, args=[account.slug, record.pk])
    return Found(kind, str(record.pk), str(record), " · ".join(fact for fact in facts if fact), path)


def address(contact: Contact, terms: Sequence[Term]) -> str:
    """The one that was asked for, else the primary one; "" where that is the name already."""
    named = [each for each in contact.addresses if any(term.is_in(words(each)) for term in terms)]
    chosen = next(iter(named or contact.addresses), "")
    return "" if chosen == contact.name else chosen


def of_mails(asking: Asking, first: int, count: int) -> list[Found]:
    return [of_mail(asking, hit) for hit in mails.find(asking, first, count)]


def of_mail(asking: Asking, hit: Hit) -> Found:
    email, terms = hit.email, asking.asked.terms
    new = "\n".join(piece.content for piece in quotations.of_text(email) if piece.kind == "new")
    return Found(
        kind="email",
        pk=str(email.pk),
        title=str(email),
        about="",
        path=reverse("email", args=[asking.account.slug, email.pk]),
        excerpt=excerpt(f"{email.note}\n{new}".strip(), terms),
        at=email.occurred_at,
        row=hit.entry.data,
    )
