"""The contact that a mail is to be logged to: those it names first, any other by a search, or a new one."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.shortcuts import get_object_or_404

from contacts.addresses import domain_of, normalised
from contacts.models import Contact
from contacts.searching.fragments import with_words
from crm import ids
from crm.middleware import AccountRequest
from crm.models import Account
from emaillog import offers, reviewing
from emaillog.models import InboundMessage
from emaillog.offers import Offer
from emaillog.staff import Staff

PICKER = "picker"  # the id of the part that htmx swaps while somebody types
MOST = 8


@dataclass(frozen=True)
class Picker:
    request: AccountRequest
    inbound: InboundMessage

    @property
    def account(self) -> Account:
        return self.request.account

    @cached_property
    def offers(self) -> list[Offer]:
        return offers.of(self.inbound, self.request.membership)

    @property
    def query(self) -> str:
        return self.request.GET.get("who", "").strip()[:200]

    @cached_property
    def contacts(self) -> list[Contact]:
        """Those that the search finds; without one, those that the mail names."""
        rows = Contact.objects.of(self.account)
        if self.query:
            return list(with_words(rows, self.account, self.query).order_by("last_name", "first_name", "id")[:MOST])
        named = rows.filter(emails__account=self.account, emails__address__in=list(self.named)).distinct()
        return list(named.order_by("last_name", "first_name", "id")[:MOST])

    @cached_property
    def new(self) -> dict[str, str]:
        """Addresses that have no contact yet and could get one, with the names that go with them."""
        found = {normalised(self.query): ""} if self.query else self.named
        taken = {address for contact in self.contacts for address in contact.addresses}
        return {
            address: name for address, name in found.items() if self.can_be_contact(address) and address not in taken
        }

    @cached_property
    def named(self) -> dict[str, str]:
        """Everybody whom the mail names in its header, in that of the mail inside, or in its text."""
        mail = self.inbound.preview
        inside = mail.get("original") or {}
        fields = ("from", "to", "cc")
        boxes = [box for each in (inside, mail) for field in fields for box in each.get(field) or ()]
        found = {normalised(address): "" for address in mail.get("mentioned") or ()}
        found |= {normalised(box["address"]): box["name"] for box in boxes}
        return {address: name for address, name in found.items() if address and self.can_be_contact(address)}

    @cached_property
    def own_addresses(self) -> frozenset[str]:
        return Staff.of(self.account).own_addresses

    def can_be_contact(self, address: str) -> bool:
        is_ours = domain_of(address) == settings.INBOUND_DOMAIN or address in self.own_addresses
        return bool(address) and not is_ours

    def chosen(self) -> int | None:
        """The id of the contact that the form names, made now where it is a new one; None where it names none."""
        posted = self.request.POST
        wanted, address = posted.get("contact", ""), normalised(posted.get("new", ""))
        if wanted:
            return get_object_or_404(Contact, account=self.account, pk=ids.read(wanted)).pk
        if not self.can_be_contact(address):
            return None
        return reviewing.new_contact(self.account, address, self.named.get(address, ""), self.request.user)
