"""The contacts that a mail makes, within the account's limits, and the companies that they make (R14, R25, R36)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from contacts import domains, matching
from contacts.addresses import domain_of
from contacts.matching import Match, Person
from contacts.models import Origin
from crm.models import User
from emaillog.known import Known
from emaillog.models import LoggingRules


@dataclass(frozen=True)
class Made:
    contacts: dict[str, Match] = field(default_factory=dict)  # by address
    companies: dict[str, int] = field(default_factory=dict)  # by domain


def room_for_new(rules: LoggingRules, known: Known) -> int:
    """How many contacts this mail may make: a mail to a whole town is no sale."""
    return max(0, min(rules.new_contacts_a_mail, rules.new_contacts_an_hour - known.made_lately))


def new_company(rules: LoggingRules, known: Known, address: str) -> str:
    """The domain of the company that a new contact with this address makes; "" when it makes none (R36)."""
    if not rules.creates_companies or known.company_of(address):
        return ""
    domain = domain_of(address)
    excluded = domains.is_within(domain, [*rules.no_company_domains, *rules.internal_domains])
    return "" if excluded else domains.organisation(domain)


def new_companies(rules: LoggingRules, known: Known, people: Iterable[Person]) -> list[str]:
    """The domains of all companies that these people make, each once."""
    return sorted({domain for one in people if (domain := new_company(rules, known, one.address))})


def create(rules: LoggingRules, known: Known, people: Sequence[Person], user: User) -> Made:
    """Makes them, and lets `known` know. Raises IntegrityError when somebody else was first with one of them."""
    companies = matching.create_companies(rules.account, new_companies(rules, known, people))
    known.companies.update(companies)
    made = matching.create_missing(rules.account, people, known.company_of, origin=Origin.EMAIL_LOGGING, user=user)
    known.contacts.update(made)
    known.made_lately += len(made)
    return Made(made, companies)
