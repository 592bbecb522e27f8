"""From addresses to contacts: found by any of theirs, missing ones created, in a constant number of queries."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from contacts.domains import company_name
from contacts.models import Company, CompanyDomain, Contact, ContactEmail, Origin
from crm.models import Account, User


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody a mail names; `address` is normalised already."""

    address: str
    first_name: str = ""
    last_name: str = ""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


def known_contacts(account: Account, addresses: Iterable[str]) -> dict[str, Contact]:
    """The account's contacts under those of the addresses that are theirs."""
    found = ContactEmail.objects.filter(account=account, address__in=sorted(addresses)).select_related("contact")
    return {email.address: email.contact for email in found}


@dataclass(frozen=True, slots=True)
class Match:
    """A contact as far as a mail needs it: its id and that of its company."""

    contact: int
    company: int | None


def create_companies(account: Account, domains: Iterable[str]) -> dict[str, int]:
    """New companies by the domain that each has and is named after (R36).

    Written in the order of the domains, as contacts are in that of their addresses. Raises IntegrityError when somebody
    else gave one of them to a company meanwhile.
    """
    domains = sorted(set(domains))
    if not domains:
        return {}
    made = Company.objects.bulk_create(Company(account=account, name=company_name(domain)[:200]) for domain in domains)
    pairs = list(zip(domains, made, strict=True))
    CompanyDomain.objects.bulk_create(
        CompanyDomain(account=account, company=company, domain=domain) for domain, company in pairs
    )
    return {domain: company.pk for domain, company in pairs}


def create_missing(
    account: Account,
    people: Iterable[Person],
    company_of: Callable[[str], int | None],
    *,
    origin: Origin,
    user: User,
) -> dict[str, Match]:
    """New contacts by address, each in the company that has the domain of the address.

    Written in the order of their addresses, so that two mails at once cannot lock each other out. Raises
    IntegrityError when somebody else made one of them meanwhile: then everything is to be done again.
    """
    people = sorted(people, key=lambda person: person.address)
    if not people:
        return {}
    contacts = Contact.objects.bulk_create(
        Contact(
            account=account,
            first_name=person.first_name,
            last_name=person.last_name,
            company_id=company_of(person.address),
            origin=origin,
            origin_user=user,
        )
        for person in people
    )
    ContactEmail.objects.bulk_create(
        ContactEmail(account=account, contact=contact, address=person.address, is_primary=True)
        for person, contact in zip(people, contacts, strict=True)
    )
    pairs = zip(people, contacts, strict=True)
    return {person.address: Match(contact.pk, contact.company_id) for person, contact in pairs}
