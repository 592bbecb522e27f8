"""The people and records that facts about a mail name by their ids, looked up in constant queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from contacts.models import Company, Contact, ContactEmail, Deal
from contacts.timeline import Record
from crm.models import Account, Membership, Team

Fact = dict[str, Any]


@dataclass
class Mentioned:
    """Each as a sentence shows it: its name, with a link where there is a page of it."""

    contacts: dict[int, Contact] = field(default_factory=dict)
    companies: dict[int, Company] = field(default_factory=dict)
    deals: dict[int, Deal] = field(default_factory=dict)
    users: dict[int, str] = field(default_factory=dict)
    teams: dict[int, Team] = field(default_factory=dict)

    @classmethod
    def in_facts(cls, account: Account, facts: Iterable[Fact]) -> "Mentioned":
        facts = list(facts)
        emails = Prefetch("emails", ContactEmail.objects.filter(account=account))
        contacts = Contact.objects.filter(account=account).prefetch_related(emails)
        members = Membership.objects.filter(account=account, user__in=_ids(facts, "user")).select_related("user")
        found = cls(
            contacts.in_bulk(_ids(facts, "contact")),
            Company.objects.filter(account=account).in_bulk(_ids(facts, "company")),
            Deal.objects.filter(account=account).in_bulk(_ids(facts, "deal")),
            {member.user_id: str(member.user) for member in members},
            Team.objects.filter(account=account).in_bulk(_ids(facts, "team")),
        )
        records: list[Record] = [*found.contacts.values(), *found.companies.values(), *found.deals.values()]
        for row in records:
            row.account = account
        return found

    def contact(self, pk: int | None) -> SafeString:
        return _linked(self.contacts.get(pk or 0), _("a contact that is no longer there"))

    def company(self, pk: int | None) -> SafeString:
        return _linked(self.companies.get(pk or 0), _("a company that is no longer there"))

    def deal(self, pk: int | None) -> SafeString:
        return _linked(self.deals.get(pk or 0), _("a deal that is no longer there"))

    def user(self, pk: int | None) -> SafeString:
        return format_html("<b>{}</b>", self.users.get(pk or 0, _("a former user")))

    def team(self, pk: int | None) -> SafeString:
        return format_html("<b>{}</b>", self.teams.get(pk or 0, _("a former team")))


def _ids(facts: Iterable[Fact], name: str) -> list[int]:
    return sorted({fact[name] for fact in facts if fact.get(name)})


def _linked(row: Record | None, gone: str) -> SafeString:
    if row is None:
        return format_html("<span>{}</span>", gone)
    return format_html('<a href="{}"><bdi>{}</bdi></a>', row.get_absolute_url(), row)
