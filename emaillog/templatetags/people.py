"""What pages offer about the people of mails: `{% load people %}`."""

from collections.abc import Iterable

from django import template

from contacts.addresses import domain_of
from contacts.domains import is_free_mail
from contacts.models import Contact
from crm.models import Membership, User
from emaillog import latecomers
from emaillog.internal import offered_domain
from emaillog.models import LoggingRules

register = template.Library()
MOST_OFFERED = 12  # of a mail to many


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
    addresses = [address for contact in contacts for address in contact.addresses][:MOST_OFFERED]
    domains = dict.fromkeys(domain_of(address) for address in addresses)
    return [*addresses, *(domain for domain in domains if not is_free_mail(domain))]


@register.filter
def alone(contact: Contact) -> list[Contact]:
    return [contact]
