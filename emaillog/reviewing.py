"""What people do about mail that was not logged (R35): log it all the same, reject it, have its sender blocked.

Two people may be at the same mail at once: whoever is second is told, and changes nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction

from contacts import names
from contacts.addresses import domain_of
from contacts.domains import and_above
from contacts.matching import Person, create_missing, known_contacts
from contacts.models import CompanyDomain, Origin
from crm import audit
from crm.models import Account, Membership, User
from emaillog import deeds, intake, offers
from emaillog.decisions import Decision
from emaillog.models import BlockedSender, InboundMessage, Status
from emaillog.offers import Offer
from emaillog.rejection import Reason

# What is done to each of many; None: it cannot be done without another word.
Act = Callable[[InboundMessage, Membership], bool | None]
BLOCKABLE = frozenset({Reason.UNKNOWN_SENDER, Reason.SENDER_IS_CONTACT})


@transaction.atomic
def log(inbound: InboundMessage, user: User, offer: Offer, contact: int | None = None) -> bool:
    """Logs it as offered, for this contact where one is chosen; False: somebody else has dealt with it."""
    earlier = Decision.of(inbound)
    decision = replace(earlier, user=user.pk, contact=contact or earlier.contact, **offer.decides)  # type: ignore[arg-type]
    is_ours = inbound.decide(decision.stored())
    if is_ours:
        deeds.with_received(user, "mail.logged", inbound)
    return _ring(inbound, is_ours=is_ours)


@transaction.atomic
def reject(inbound: InboundMessage, user: User) -> bool:
    if inbound.reason == Reason.REJECTED:
        return False
    is_ours = inbound.reject(replace(Decision.of(inbound), rejected_by=user.pk).stored())
    if is_ours:
        deeds.with_received(user, "mail.rejected", inbound)
    return is_ours


@transaction.atomic
def process_again(inbound: InboundMessage, user: User) -> bool:
    """By the rules as they are now; what was rejected is no longer, and what was removed comes back."""
    is_ours = inbound.decide(replace(Decision.of(inbound), rejected_by=None, brings_back=True).stored())
    if is_ours:
        deeds.with_received(user, "mail.again", inbound)
    return _ring(inbound, is_ours=is_ours)


def _ring(inbound: InboundMessage, *, is_ours: bool) -> bool:
    if is_ours:
        transaction.on_commit(lambda: intake.ring("process_inbound", [inbound.pk]))
    return is_ours


def block(inbound: InboundMessage, user: User) -> int:
    """Nothing more of its sender waits for review, and nothing that waits now; returns how many mails that were."""
    blocked = BlockedSender.objects.get_or_create(
        account=inbound.account, address=inbound.sender, defaults={"user": user}
    )
    if inbound.account and blocked[1]:
        audit.record(inbound.account, user, "senders.blocked", inbound.sender)
    waiting = InboundMessage.objects.filter(account=inbound.account, sender=inbound.sender, reason__in=BLOCKABLE)
    return waiting.in_review().update(reason=Reason.SENDER_BLOCKED, in_review=False)


def can_be_blocked(inbound: InboundMessage) -> bool:
    return inbound.reason in BLOCKABLE and bool(inbound.sender)


def who_dealt_with(inbound: InboundMessage) -> User | None:
    """The person whose decision a mail carries."""
    decision = Decision.of(inbound)
    who = decision.rejected_by or decision.user or 0
    return User.objects.filter(pk=who, memberships__account=inbound.account_id).first()


def new_contact(account: Account, address: str, name: str, user: User) -> int:
    """A contact with this normalised address, by hand; the one who has it already if there is one."""
    if found := known_contacts(account, [address]):
        return found[address].pk
    domains = and_above(domain_of(address))
    companies = dict(CompanyDomain.objects.filter(account=account, domain__in=domains).values_list("domain", "company"))
    company = next((companies[each] for each in domains if each in companies), None)
    person = Person(address, *names.split(name, address))
    try:
        with transaction.atomic():
            made = create_missing(account, [person], lambda _: company, origin=Origin.MANUAL, user=user)
    except IntegrityError:  # made by a mail or by somebody else at the same moment
        return known_contacts(account, [address])[address].pk
    return made[address].contact


@dataclass
class Result:
    """What became of many at once, each counted where it belongs."""

    done: int = 0
    logged_already: int = 0
    need_more: int = 0  # a contact, or a look
    too_late: int = 0  # somebody else was first, or there is nothing left to do


def to_all(rows: Iterable[InboundMessage], membership: Membership, act: Act) -> Result:
    result = Result()
    for inbound in rows:
        if inbound.status in {Status.LOGGED, Status.DUPLICATE}:
            result.logged_already += 1
            continue
        is_done = act(inbound, membership)
        result.done += is_done is True
        result.too_late += is_done is False
        result.need_more += is_done is None
    return result


def log_as_likely(inbound: InboundMessage, membership: Membership) -> bool | None:
    """Logs it in the likeliest way; None: something more must be said for that."""
    offer = offers.one_click(inbound, membership)
    return log(inbound, membership.user, offer) if offer else None
