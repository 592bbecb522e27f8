"""Who a mail is about: the people of its header who are, or become, contacts."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings

from contacts import names
from contacts.addresses import domain_of, normalised
from contacts.domains import is_within
from contacts.matching import Match, Person
from contacts.merging import redirects
from contacts.models import ContactEmail
from emaillog import newcomers
from emaillog.known import Known
from emaillog.mime.values import Mailbox, ParsedMessage
from emaillog.models import Direction
from emaillog.rejection import Reason, Rejected
from emaillog.routing import Routed
from emaillog.staff import Staff


@dataclass(frozen=True)
class Participants:
    """The outsiders of one mail: those who get a contact when they have none, and those who only match one (R28)."""

    direction: Direction
    to_create: tuple[Person, ...]
    to_match: tuple[Person, ...] = ()
    unmatched_because: str = "copy"  # why those get none


@dataclass(frozen=True)
class Found:
    """The contacts of a mail, and whom it names without one."""

    matched: dict[str, Match]  # by address
    created: dict[str, Match]
    awaited: tuple[tuple[Person, str], ...] = ()  # and why
    companies: dict[str, int] = field(default_factory=dict)  # created, by domain

    @property
    def all(self) -> list[Match]:
        return list(dict.fromkeys((*self.matched.values(), *self.created.values())))


def addresses(messages: Iterable[ParsedMessage]) -> frozenset[str]:
    """Everybody that the headers name, normalised."""
    boxes = (box for message in messages for box in (*message.sender, *message.to, *message.cc))
    return frozenset(address for box in boxes if (address := normalised(box.address)))


def of_sent_mail(routed: Routed, known: Known, message: ParsedMessage) -> Participants:
    """Everyone in To and Cc, contact or not yet (R14, R15); who is only on BCC is not in here at all (R16, R17)."""
    people = wanted(routed, known, (*message.to, *message.cc))
    if message.is_bulk or message.is_automatic:
        return Participants(Direction.OUTGOING, (), people, "automatic")  # R38
    return Participants(Direction.OUTGOING, to_create=people)


def of_received_mail(routed: Routed, known: Known, original: ParsedMessage) -> Participants:
    """The original sender (R25), with the known among its recipients (R28); one's own sent mail is that mail (R30)."""
    author = normalised(original.sender[0].address) if original.sender else ""
    if not author and not routed.decision.contact:
        raise Rejected(Reason.ORIGINAL_SENDER_HAS_NO_ADDRESS)
    if author in routed.own_addresses:
        return of_sent_mail(routed, known, original)
    sender = wanted(routed, known, original.sender[:1])
    others = tuple(one for one in outsiders(routed, (*original.to, *original.cc)) if one not in sender)
    allowed = tuple(one for one in others if not known.is_never_logged(one.address))
    if original.is_bulk or original.is_automatic:
        return Participants(Direction.INCOMING, (), (*sender, *allowed), "automatic")  # R38
    return Participants(Direction.INCOMING, to_create=sender, to_match=allowed)


def wanted(routed: Routed, known: Known, mailboxes: Iterable[Mailbox]) -> tuple[Person, ...]:
    """The outsiders who are on no never-log list (R33); raises Rejected when nobody is left (R21 c and d)."""
    people = outsiders(routed, mailboxes)
    if not people and not routed.decision.contact:
        raise Rejected(Reason.NO_RECIPIENTS)
    left = tuple(person for person in people if not known.is_never_logged(person.address))
    if people and not left:
        raise Rejected(Reason.NEVER_LOGGED)
    return left


def outsiders(here: Routed | Staff, mailboxes: Iterable[Mailbox]) -> tuple[Person, ...]:
    """The mailboxes as people, each once, without the logging addresses in any spelling and the account's own."""
    people: dict[str, Person] = {}
    for mailbox in mailboxes:
        address = normalised(mailbox.address)
        if address and address not in people and not is_own(here, address) and not is_ours(mailbox):
            people[address] = Person(address, *names.split(mailbox.name, address))
    return tuple(people.values())


def is_own(here: Routed | Staff, address: str) -> bool:
    """Whether it is an address of the account's users, or of one of its internal domains (R15)."""
    return address in here.own_addresses or is_within(domain_of(address), here.rules.internal_domains)


def is_ours(mailbox: Mailbox) -> bool:
    """Whether it is a logging address, ours or somebody else's on this installation, in any spelling."""
    return bool(domain_of(normalised(mailbox.address)) == settings.INBOUND_DOMAIN)


def contacts_of(routed: Routed, known: Known, participants: Participants) -> Found:
    """The contacts of the mail; missing ones are created. Raises IntegrityError when another was first with one."""
    if routed.decision.contact:
        return chosen(routed)
    people = (*participants.to_create, *participants.to_match)
    matched = {one.address: known.contacts[one.address] for one in people if one.address in known.contacts}
    missing = [one for one in participants.to_create if one.address not in matched]
    room = newcomers.room_for_new(routed.rules, known)
    made = newcomers.create(routed.rules, known, missing[:room], routed.logger)
    awaited = [(one, "limit") for one in missing[room:]]
    awaited += [(one, participants.unmatched_because) for one in participants.to_match if one.address not in matched]
    return Found(matched, made.contacts, tuple(awaited), made.companies)


def is_for_somebody(routed: Routed, known: Known, participants: Participants) -> bool:
    """Whether a contact has it or gets it; automatic and list mail makes none (R38)."""
    is_known = any(one.address in known.contacts for one in participants.to_match)
    return bool(routed.decision.contact or participants.to_create) or is_known


def addresses_of_chosen(routed: Routed) -> frozenset[str]:
    """Of the contact that a person decided for, so that its deals are known."""
    if not routed.decision.contact:
        return frozenset()
    emails = ContactEmail.objects.filter(account=routed.account, contact=routed.decision.contact)
    return frozenset(emails.values_list("address", flat=True))


def chosen(routed: Routed) -> Found:
    """The one contact that a person decided for, whoever the mail names."""
    asked = routed.decision.contact or 0
    contact = routed.account.contacts.filter(pk=asked).first()
    if contact is None and (merged := redirects.survivor(routed.account, "contact", asked)):
        contact = routed.account.contacts.filter(pk=merged).first()
    if contact is None:
        raise Rejected(Reason.NO_RECIPIENTS)
    return Found({"": Match(contact.pk, contact.company_id)}, {})
