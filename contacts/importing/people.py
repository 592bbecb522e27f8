from collections.abc import Sequence
from typing import ClassVar

from contacts.addresses import domain_of
from contacts.importing.decisions import Decision
from contacts.importing.drafts import Draft, Wrong
from contacts.importing.target import Target
from contacts.models import CompanyDomain, Contact, ContactEmail, Origin


class People(Target):
    """Contacts: known by any of their addresses, and without one by a name that nobody with an address has."""

    model = Contact
    fields: ClassVar = ("first_name", "last_name", "title", "company", "phone", "lifecycle", "owner")

    def look_up(self, drafts: Sequence[Draft]) -> None:
        addresses = sorted({address for draft in drafts for address in draft.keys})
        known = ContactEmail.objects.filter(account=self.account, address__in=addresses).select_related("contact")
        self.contacts: dict[int, Contact] = {}
        self.known: dict[str, Contact] = {}
        for email in known:
            self.known[email.address] = self.contacts.setdefault(email.contact_id, email.contact)
        having = ContactEmail.objects.filter(account=self.account, contact__in=list(self.contacts), is_primary=True)
        self.with_primary = set(having.values_list("contact", flat=True))
        domains = {domain_of(draft.keys[0]) for draft in drafts if draft.keys and "company" not in draft.values}
        rows = CompanyDomain.objects.filter(account=self.account, domain__in=sorted(domains))
        self.company_of = dict(rows.values_list("domain", "company"))
        self.named = self._named([draft for draft in drafts if not draft.keys])

    def _named(self, drafts: Sequence[Draft]) -> dict[tuple[str, str], Contact]:
        """The contacts without an address that are called like one of these."""
        names = {name_of(draft) for draft in drafts}
        if not names:
            return {}
        lasts = sorted({last for _first, last in names})
        rows = Contact.objects.filter(account=self.account, last_name__in=lasts, emails=None).order_by("-id")
        found = {(contact.first_name, contact.last_name): contact for contact in rows.iterator()}
        return {name: found[name] for name in names & found.keys()}

    def found(self, draft: Draft) -> Contact | None:
        owners = {self.known[key].pk: key for key in draft.keys if key in self.known}
        if len(owners) > 1:
            first, *_others = owners
            other = next(pk for pk in owners if pk != first)
            raise Wrong("two_contacts", value=owners[other], other=called(self.contacts[other]))
        if owners:
            return self.contacts[next(iter(owners))]
        return None if draft.keys else self.named.get(name_of(draft))

    def made(self, draft: Draft) -> Contact:
        company = self.company_of.get(domain_of(draft.keys[0])) if draft.keys else None
        return Contact(account=self.account, company_id=company, origin=Origin.IMPORT, origin_user=self.user)

    def added(self, draft: Draft, record: Contact | None) -> list[str]:
        return [address for address in draft.keys if address not in self.known]

    def write(self, decisions: Sequence[Decision]) -> None:
        emails = []
        for decision in decisions:
            contact = decision.record
            for address in decision.added:
                is_primary = contact.pk not in self.with_primary
                self.with_primary.add(contact.pk)
                emails.append(
                    ContactEmail(account=self.account, contact=contact, address=address, is_primary=is_primary)
                )
        ContactEmail.objects.bulk_create(emails)


def name_of(draft: Draft) -> tuple[str, str]:
    return draft.values.get("first_name", ""), draft.values.get("last_name", "")


def called(contact: Contact) -> str:
    return f"{contact.first_name} {contact.last_name}".strip() or f"#{contact.pk}"
