"""What pages offer about the people of mails: `{% load people %}`."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template import Context
from django.utils.translation import gettext as _

from contacts.addresses import domain_of, normalised
from contacts.domains import is_free_mail
from contacts.models import Contact
from crm.middleware import AccountRequest
from crm.models import Membership, User
from emaillog import latecomers
from emaillog.internal import offered_domain
from emaillog.models import LoggingRules, RegisteredAddress
from emaillog.templatetags.mail import called
from emaillog.views import back

register = template.Library()
KNOWN_ADDRESSES = "_addresses_of_reader"  # on a request
MOST_OFFERED = 12  # of a mail to many
MOST_IN_ROW = 3  # of those in the menu of an entry


@register.simple_tag
def earlier_mails(contact: Contact, user: User) -> int:
    """How many mails name the contact that were logged before it was one, of those that this reader may see."""
    return latecomers.earlier_mails(contact, user).values("email").distinct().count()


@register.simple_tag
def offered_internal_domain(membership: Membership) -> str:
    """At set-up, until an administrator has saved the rules once: the domain to make internal with one click (R15)."""
    rules = LoggingRules.of(membership.account)
    return offered_domain(rules) if membership.is_admin and rules._state.adding else ""  # noqa: SLF001 (Django's own)


@register.filter
def never_log_offers(contacts: Iterable[Contact]) -> list[str]:
    """The addresses of these contacts and then their domains; a domain of a free mailer would silence the world."""
    return with_domains([address for contact in contacts for address in contact.addresses][:MOST_OFFERED])


@register.filter
def never_log_of_mail(mail: dict[str, Any]) -> list[str]:
    """The same for the other side of a row's mail: its sender, or to whom it went, without colleagues' domain."""
    sender, incoming = address_of(mail.get("from")), mail.get("direction") == "incoming"
    others = [mail.get("from")] if incoming else [*(mail.get("to") or ()), *(mail.get("cc") or ())]
    home = "" if incoming or is_free_mail(domain_of(sender)) else domain_of(sender)
    addresses = dict.fromkeys(address_of(person) for person in others)
    found = [each for each in addresses if each and each != ("" if incoming else sender) and domain_of(each) != home]
    return with_domains(found[:MOST_IN_ROW])


def address_of(person: dict[str, str] | None) -> str:
    """Normalised; "" where a row names none."""
    return normalised(str((person or {}).get("address") or ""))


def with_domains(addresses: list[str]) -> list[str]:
    domains = dict.fromkeys(domain_of(address) for address in addresses)
    return [*addresses, *(domain for domain in domains if not is_free_mail(domain))]


@register.simple_tag(takes_context=True)
def page_path(context: Context) -> str:
    """Of the page that the reader looks at, also where htmx asks for a part of it."""
    return back.page_of(context["request"])


@register.simple_tag(takes_context=True)
def person(context: Context, mailbox: object, place: str = "") -> str:
    """What a row calls somebody: the reader "you", all others as `called` does; `place` is "from" for a sender."""
    address = normalised(str(mailbox.get("address") or "")) if isinstance(mailbox, dict) else ""
    if not address or address not in addresses_of_reader(context["request"]):
        return called(mailbox)
    return _("You") if place == "from" else _("you")


def addresses_of_reader(request: AccountRequest) -> frozenset[str]:
    """The login's own and those that were verified, but a team's; asked once a page."""
    found: frozenset[str] | None = getattr(request, KNOWN_ADDRESSES, None)
    if found is None:
        mine = RegisteredAddress.objects.filter(account=request.account, user=request.user, team=None)
        verified = mine.filter(verified_at__isnull=False).values_list("address", flat=True)
        found = frozenset({normalised(request.user.email), *verified})
        setattr(request, KNOWN_ADDRESSES, found)
    return found


@register.filter
def alone(contact: Contact) -> list[Contact]:
    return [contact]
