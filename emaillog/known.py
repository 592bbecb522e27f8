# ruff: noqa: S608 (only names of tables are put into the text)
"""What an account knows already about a mail and the people it names: all of it in one statement.

Written by hand, since every mail asks it and the parts have nothing in common but the account. Both databases know it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from contacts.addresses import domain_of
from contacts.domains import and_above
from contacts.matching import Match
from contacts.models import CompanyDomain, Contact, ContactEmail, Deal, DealContact, Origin
from crm.models import User
from emaillog.keys import inline_key
from emaillog.models import LoggedEmail, NeverLog, RemovedEmail
from emaillog.models.rules import LoggingRules

HOUR = timedelta(hours=1)
TALK = timedelta(days=30)  # that lie between a mail and an answer to it without references (R37)
ALL = 1_000_000  # deals of a contact


@dataclass(frozen=True)
class Question:
    """The addresses that a mail names, and the marks by which it, or what it answers, may be known."""

    addresses: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()  # log keys and identity keys
    contents: frozenset[str] = frozenset()  # content keys
    shapes: frozenset[str] = frozenset()
    answered: frozenset[str] = frozenset()  # message keys
    messages: frozenset[str] = frozenset()  # their own message keys
    talks: frozenset[str] = frozenset()
    written_at: tuple[datetime, ...] = ()  # when the mails were

    @property
    def around(self) -> tuple[datetime, datetime]:
        """When other mails of the same talks were written."""
        times = self.written_at or (timezone.now(),)
        return min(times) - TALK, max(times) + TALK

    @property
    def marks(self) -> frozenset[str]:
        """What a removed mail may have left."""
        return self.keys | self.contents | self.shapes | frozenset(map(inline_key, self.shapes))

    @property
    def domains(self) -> frozenset[str]:
        """The domains of the addresses and all above them."""
        return frozenset(each for address in self.addresses for each in and_above(domain_of(address)))


@dataclass
class Known:
    contacts: dict[str, Match] = field(default_factory=dict)  # by address
    companies: dict[str, int] = field(default_factory=dict)  # by domain
    deals: dict[int, int] = field(default_factory=dict)  # the newest open ones, with the contact that has each
    never: dict[str, bool] = field(default_factory=dict)  # never-log patterns; True: with subdomains
    mails: dict[str, UUID] = field(default_factory=dict)  # logged already, by key
    contents: dict[str, list[tuple[UUID, str]]] = field(default_factory=dict)  # with their Message-IDs, by content key
    shapes: dict[str, tuple[UUID, bool]] = field(default_factory=dict)  # and whether it was read out of a body
    removed: dict[str, bool] = field(default_factory=dict)  # marks of removed mails, and whether they were private
    threads: dict[str, str] = field(default_factory=dict)  # thread keys by message key
    headless: set[str] = field(default_factory=set)  # threads named after one of the mails, which was not there yet
    talks: dict[str, str] = field(default_factory=dict)  # thread keys by talk key
    made_lately: int = 0  # contacts that this user's mails made within the hour

    def company_of(self, address: str) -> int | None:
        """The company that has the domain of the address, or the nearest one above it."""
        domains = and_above(domain_of(address))
        return next((self.companies[domain] for domain in domains if domain in self.companies), None)

    def is_never_logged(self, address: str) -> bool:
        domain, *above = and_above(domain_of(address))
        return address in self.never or domain in self.never or any(self.never.get(each) for each in above)


def look_up(rules: LoggingRules, user: User, question: Question) -> Known:
    known = Known()
    branches = list(_branches(rules, user, question))
    sql = " UNION ALL ".join(text for text, _ in branches)
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _, values in branches for value in values])
        for what, key, first, second, text in cursor.fetchall():
            _READERS[what](known, key, first, second, text)
    return known


def _branches(rules: LoggingRules, user: User, question: Question) -> Iterator[tuple[str, list[Any]]]:
    account = rules.account_id
    moment = connection.ops.adapt_datetimefield_value
    hour = moment(timezone.now() - HOUR)
    yield _MADE, [account, user.pk, hour, Origin.EMAIL_LOGGING.value]
    for sql, values, more in (
        (_CONTACTS, question.addresses, []),
        (_DEALS, question.addresses if rules.deals_to_link != 0 else (), [rules.deals_to_link or ALL]),
        (_COMPANIES, question.domains, []),
        (_NEVER, question.addresses | question.domains, [user.pk]),
        (_LOGGED, question.keys, []),
        (_IDENTICAL, question.keys, []),
        (_CONTENTS, question.contents, []),
        (_SHAPES, question.shapes, []),
        (_REMOVED, question.marks, []),
        (_THREADS, question.answered, []),
        (_HEADLESS, question.messages, []),
        (_TALKS, question.talks, [moment(time) for time in question.around]),
    ):
        if values:
            yield sql.replace("{}", ", ".join(["%s"] * len(values))), [account, *sorted(values), *more]


def _table(model: type[Any]) -> str:
    return str(model._meta.db_table)  # noqa: SLF001


_MAIL = f"FROM {_table(LoggedEmail)} WHERE account_id = %s"
_MADE = f"""SELECT 'made', '', COUNT(*), 0, '' FROM {_table(Contact)}
    WHERE account_id = %s AND origin_user_id = %s AND created_at > %s AND origin = %s"""
_CONTACTS = f"""SELECT 'contact', e.address, c.id, c.company_id, '' FROM {_table(ContactEmail)} e
    JOIN {_table(Contact)} c ON c.id = e.contact_id WHERE e.account_id = %s AND e.address IN ({{}})"""
_COMPANIES = f"""SELECT 'company', domain, company_id, 0, '' FROM {_table(CompanyDomain)}
    WHERE account_id = %s AND domain IN ({{}})"""
_NEVER = f"""SELECT 'never', pattern, CASE WHEN with_subdomains THEN 1 ELSE 0 END, 0, '' FROM {_table(NeverLog)}
    WHERE account_id = %s AND pattern IN ({{}}) AND (user_id IS NULL OR user_id = %s)"""
_DEALS = f"""SELECT 'deal', '', deal_id, contact_id, '' FROM (
    SELECT p.deal_id, p.contact_id, ROW_NUMBER() OVER (
        PARTITION BY p.contact_id ORDER BY d.opened_at DESC, d.id DESC) AS place
    FROM {_table(DealContact)} p JOIN {_table(Deal)} d ON d.id = p.deal_id
    JOIN (SELECT DISTINCT account_id, contact_id FROM {_table(ContactEmail)}
        WHERE account_id = %s AND address IN ({{}})) e
        ON e.account_id = p.account_id AND e.contact_id = p.contact_id
    WHERE d.closed_at IS NULL) newest WHERE place <= %s"""
_LOGGED = f"SELECT 'mail', log_key, 0, 0, CAST(id AS text) {_MAIL} AND log_key IN ({{}})"
_IDENTICAL = f"SELECT 'mail', identity_key, 0, 0, CAST(id AS text) {_MAIL} AND identity_key IN ({{}})"
_CONTENTS = f"""SELECT 'content', content_key, 0, 0, CAST(id AS text) || ' ' || message_id
    {_MAIL} AND content_key IN ({{}})"""
_SHAPES = f"""SELECT 'shape', shape_key, CASE WHEN found_in IN ('html', 'text') THEN 1 ELSE 0 END, 0, CAST(id AS text)
    {_MAIL} AND shape_key IN ({{}})"""
_REMOVED = f"""SELECT 'removed', key, CASE WHEN was_private THEN 1 ELSE 0 END, 0, '' FROM {_table(RemovedEmail)}
    WHERE account_id = %s AND key IN ({{}})"""
_THREADS = f"SELECT 'thread', message_key, 0, 0, thread_key {_MAIL} AND message_key IN ({{}})"
_HEADLESS = f"SELECT DISTINCT 'headless', thread_key, 0, 0, '' {_MAIL} AND thread_key IN ({{}})"
_TALKS = f"""SELECT 'talk', talk_key, 0, 0, MAX(thread_key) {_MAIL} AND talk_key IN ({{}})
    AND occurred_at BETWEEN %s AND %s GROUP BY talk_key"""


def _shape(known: Known, key: str, is_inline: int, _: int, text: str) -> None:
    if key not in known.shapes or is_inline:
        known.shapes[key] = (UUID(text), bool(is_inline))


def _content(known: Known, key: str, _first: int, _second: int, text: str) -> None:
    email, _, message_id = text.partition(" ")
    known.contents.setdefault(key, []).append((UUID(email), message_id))


def _never(known: Known, key: str, subdomains: int, *_: object) -> None:
    known.never[key] = known.never.get(key, False) or bool(subdomains)


_READERS: Mapping[str, Any] = {
    "made": lambda known, _key, count, *_: setattr(known, "made_lately", count),
    "contact": lambda known, key, contact, company, _: known.contacts.update({key: Match(contact, company)}),
    "company": lambda known, key, company, *_: known.companies.update({key: company}),
    "deal": lambda known, _key, deal, contact, _text: known.deals.setdefault(deal, contact),
    "never": _never,
    "mail": lambda known, key, _a, _b, text: known.mails.update({key: UUID(text)}),
    "content": _content,
    "shape": _shape,
    "removed": lambda known, key, was_private, *_: known.removed.update({key: bool(was_private)}),
    "thread": lambda known, key, _a, _b, text: known.threads.update({key: text}),
    "headless": lambda known, key, *_: known.headless.add(key),
    "talk": lambda known, key, _a, _b, text: known.talks.update({key: text}),
}
