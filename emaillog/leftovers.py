"""The contacts and companies that a mail created, and that nothing else uses: they may go with it."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from contacts import names
from contacts.addresses import normalised
from contacts.domains import company_name
from contacts.models import (
    Company,
    CompanyDomain,
    Contact,
    ContactEmail,
    Deal,
    DealContact,
    Origin,
    TimelineLink,
)
from emaillog.models import LoggedEmail


@dataclass(frozen=True)
class Leftovers:
    contacts: list[Contact]
    companies: list[Company]

    def __bool__(self) -> bool:
        return bool(self.contacts or self.companies)


NOTHING = Leftovers([], [])


def of(email: LoggedEmail) -> Leftovers:
    """What the mail created and nobody has touched since, in a constant number of queries."""
    contacts = [contact for contact in lonely_contacts(email) if is_untouched(contact, email)]
    return Leftovers(contacts, [company for company in lonely_companies(email, contacts) if is_as_made(company)])


def created(email: LoggedEmail, record: str) -> list[int]:
    return [fact[record] for fact in email.why if fact["rule"] == f"{record}_created"]


def lonely_contacts(email: LoggedEmail) -> QuerySet[Contact]:
    """Those on no other entry and in no deal."""
    ours = Contact.objects.filter(account=email.account_id, pk__in=created(email, "contact"))
    deals = DealContact.objects.filter(account=email.account_id, contact=OuterRef("pk"))
    emails = Prefetch("emails", ContactEmail.objects.filter(account=email.account_id))
    unused = ours.exclude(Exists(elsewhere(email, "contact"))).exclude(Exists(deals))
    return unused.prefetch_related(emails).order_by("pk")


def lonely_companies(email: LoggedEmail, contacts: list[Contact]) -> QuerySet[Company]:
    """Those on no other entry, with no deal and no people but these."""
    ours = Company.objects.filter(account=email.account_id, pk__in=created(email, "company"))
    people = Contact.objects.filter(account=email.account_id, company=OuterRef("pk"))
    people = people.exclude(pk__in=[contact.pk for contact in contacts])
    deals = Deal.objects.filter(account=email.account_id, company=OuterRef("pk"))
    domains = Prefetch("domains", CompanyDomain.objects.filter(account=email.account_id))
    unused = ours.exclude(Exists(elsewhere(email, "company"))).exclude(Exists(people)).exclude(Exists(deals))
    return unused.prefetch_related(domains).order_by("pk")


def elsewhere(email: LoggedEmail, record: str) -> QuerySet[TimelineLink]:
    links = TimelineLink.objects.filter(account=email.account_id, **{record: OuterRef("pk")})
    return links.exclude(entry=email.entry_id)


def is_untouched(contact: Contact, email: LoggedEmail) -> bool:
    """Whether the contact is still what the header of the mail made of it."""
    made_in = {fact["company"] for fact in email.why if fact["rule"] in {"company", "company_created"}} | {None}
    is_bare = not (contact.title or contact.phone or contact.owner_id) and contact.company_id in made_in
    name = (contact.first_name, contact.last_name)
    return (
        is_bare
        and contact.origin == Origin.EMAIL_LOGGING
        and any(
            contact.addresses == [address] and name == names.split(display, address)
            for address, display in named(email)
        )
    )


def named(email: LoggedEmail) -> list[tuple[str, str]]:
    boxes = [box for box in (email.sender, *email.to, *email.cc) if box]
    return [(normalised(box["address"]), box["name"]) for box in boxes]


def is_as_made(company: Company) -> bool:
    domains = company.domain_names
    is_bare = not (company.phone or company.owner_id) and len(domains) == 1
    return is_bare and company.name == company_name(domains[0])[:200]
