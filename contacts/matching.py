"""From addresses to contacts: found by any of theirs, missing ones created, in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import BigIntegerField, Value

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


@dataclass(frozen=True, slots=True)
class Match:
    """A contact as far as a mail needs it: its id and that of its company."""

    contact: int
    company: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """What an account has for some addresses: contacts by address, and companies by domain."""

    contacts: dict[str, Match]
    companies: dict[str, int]


def find(account: Account, addresses: Iterable[str]) -> Found:
    """Looks contacts and companies up in one statement: every mail asks for both."""
    addresses = sorted(addresses)
    domains = sorted(set(map(domain_of, addresses)))
    contacts = ContactEmail.objects.filter(account=account, address__in=addresses)
    companies = CompanyDomain.objects.filter(account=account, domain__in=domains).order_by()  # SQLite orders no union
    nobody = Value(None, output_field=BigIntegerField())
    rows = contacts.values_list("address", "contact_id", "contact__company_id").union(
        companies.values_list("domain", nobody, "company_id"), all=True
    )
    found = Found({}, {})
    for key, contact, company in rows:
        if contact:
            found.contacts[key] = Match(contact, company)
        else:
            found.companies[key] = company
    return found


def create_missing(
    account: Account, people: Iterable[Person], companies: dict[str, int], *, origin: Origin, user: User
) -> list[Match]:
    """New contacts, in the company that has the domain of their address.

    Written in the order of their addresses, so that two mails at once cannot lock each other out. Raises
    IntegrityError when somebody else made one of them meanwhile: then everything is to be done again.
    """
    people = sorted(people, key=lambda person: person.address)
    if not people:
        return []
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
    ContactEmail.objects.bulk_create(
        ContactEmail(account=account, contact=contact, address=person.address, is_primary=True)
        for person, contact in zip(people, contacts, strict=True)
    )
    return [Match(contact.pk, contact.company_id) for contact in contacts]
