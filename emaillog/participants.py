"""Who a mail is about: the people of its header who are, or become, contacts."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from contacts import matching, names
from contacts.addresses import domain_of, normalised
from contacts.matching import Match, Person
from contacts.models import Origin
from emaillog.mime.values import Mailbox, ParsedMessage
from emaillog.models import Direction
from emaillog.rejection import Reason, Rejected
from emaillog.routing import Routed

NEW_CONTACTS_A_MAIL = 50


@dataclass(frozen=True)
class Participants:
    """The outsiders of one mail: those who get a contact when they have none, and those who only match one (R28)."""

    direction: Direction
    to_create: tuple[Person, ...]
    to_match: tuple[Person, ...] = ()


def of_sent_mail(routed: Routed, message: ParsedMessage) -> Participants:
    """Everyone in To and Cc, contact or not yet (R14, R15); who is only on BCC is not in here at all (R16, R17)."""
    people = outsiders(routed, (*message.to, *message.cc))
    if not people:
        raise Rejected(Reason.NO_RECIPIENTS)
    return Participants(Direction.OUTGOING, to_create=people)


def of_forwarded_mail(routed: Routed, original: ParsedMessage) -> Participants:
    """The original sender (R25), with the known among its recipients (R28); one's own sent mail is that mail (R30)."""
    senders = [normalised(mailbox.address) for mailbox in original.sender]
    if not senders or not senders[0]:
        raise Rejected(Reason.ORIGINAL_SENDER_HAS_NO_ADDRESS)
    if senders[0] in routed.own_addresses:
        return of_sent_mail(routed, original)
    sender = outsiders(routed, original.sender[:1])
    if not sender:
        raise Rejected(Reason.NO_RECIPIENTS)
    others = tuple(person for person in outsiders(routed, (*original.to, *original.cc)) if person not in sender)
    return Participants(Direction.INCOMING, to_create=sender, to_match=others)


def outsiders(routed: Routed, mailboxes: Iterable[Mailbox]) -> tuple[Person, ...]:
    """The mailboxes as people, each once, without the logging addresses in any spelling and the account's own users."""
    people: dict[str, Person] = {}
    for mailbox in mailboxes:
        address = normalised(mailbox.address)
        if address and address not in routed.own_addresses and not is_ours(mailbox) and address not in people:
            people[address] = Person(address, *names.split(mailbox.name, address))
    return tuple(people.values())


def is_ours(mailbox: Mailbox) -> bool:
    """Whether it is a logging address, ours or somebody else's on this installation, in any spelling."""
    return bool(domain_of(normalised(mailbox.address)) == settings.INBOUND_DOMAIN)


def contacts_of(routed: Routed, participants: Participants) -> list[Match]:
    """Finds the contacts and creates the missing ones, at most fifty a mail: a mail to a whole town is no sale."""
    found = matching.find(routed.account, {one.address for one in (*participants.to_create, *participants.to_match)})
    missing = [person for person in participants.to_create if person.address not in found.contacts]
    made = matching.create_missing(
        routed.account,
        missing[:NEW_CONTACTS_A_MAIL],
        found.companies,
        origin=Origin.EMAIL_LOGGING,
        user=routed.logger,
    )
    return list(dict.fromkeys((*found.contacts.values(), *made)))
