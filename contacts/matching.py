"""From addresses to contacts: found by any of theirs, missing ones created, in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from contacts.addresses import domain_of
from contacts.models import CompanyDomain, Contact, ContactEmail, Origin
from crm.models import Account, User


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody a mail names; `address` is normalised already."""

    address: str
    first_name: str = ""
    last_name: str = ""


def known_contacts(account: Account, addresses: Iterable[str]) -> dict[str, Contact]:
    """The account's contacts under those of the addresses that are theirs."""
    found = ContactEmail.objects.filter(account=account, address__in=sorted(addresses)).select_related("contact")
    return {email.address: email.contact for email in found}


def create_missing(account: Account, people: Iterable[Person], *, origin: Origin, user: User) -> dict[str, Contact]:
    """New contacts by address, in the company that has their domain.

    Written in the order of their addresses, so that two mails at once cannot lock each other out. Raises
    IntegrityError when somebody else made one of them meanwhile: then everything is to be done again.
    """
    people = sorted(people, key=lambda person: person.address)
    if not people:
        return {}
    companies = companies_by_domain(account, {domain_of(person.address) for person in people})
    contacts = Contact.objects.bulk_create(
        Contact(
            account=account,
            first_name=person.first_name,
            last_name=person.last_name,
            company_id=companies.get(domain_of(person.address)),
            origin=origin,
            origin_user=user,
        )
        for person in people
    )
    made = dict(zip((person.address for person in people), contacts, strict=True))
    ContactEmail.objects.bulk_create(
        ContactEmail(account=account, contact=contact, address=address, is_primary=True)
        for address, contact in made.items()
    )
    return made


def companies_by_domain(account: Account, domains: set[str]) -> dict[str, int]:
    rows = CompanyDomain.objects.filter(account=account, domain__in=sorted(domains))
    return dict(rows.values_list("domain", "company_id"))
