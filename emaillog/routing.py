"""Whose mail is it: the envelope recipient says which account and route, From says which user."""

from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.db.models import F, Q

from contacts.addresses import domain_of, normalised
from contacts.matching import known_contacts
from crm.models import Account, Membership, User
from emaillog import postmaster, senders, staff
from emaillog.decisions import UNDECIDED, Decision
from emaillog.mime.source import Source
from emaillog.mime.values import Mailbox, ParsedMessage
from emaillog.models import BlockedSender, InboundMessage, LoggingRules, Route
from emaillog.rejection import Reason, Rejected
from emaillog.staff import Claim, Staff

MOST_HOPS = 50  # Received fields: Postfix gives up there as well


@dataclass(frozen=True)
class Routed:
    """Where a mail goes: the account with its rules and people, the route, and the user or team who logged it."""

    staff: Staff
    route: Route
    claim: Claim
    shared_with: tuple[str, ...] = ()  # who else has registered the address (R19)
    is_received: bool = False  # the mail itself is an outsider's: redirected by a user, or trusted by one
    decision: Decision = UNDECIDED
    address: str = ""  # that the user or team was recognised by

    @property
    def account(self) -> Account:
        return self.staff.account

    @property
    def rules(self) -> LoggingRules:
        return self.staff.rules

    @property
    def logger(self) -> User:
        return self.claim.membership.user

    @property
    def own_addresses(self) -> frozenset[str]:
        return self.staff.own_addresses

    @property
    def own_names(self) -> frozenset[str]:
        return frozenset({self.logger.name} - {""})


def resolve(inbound: InboundMessage, message: ParsedMessage, source: Source = b"") -> Routed:
    """Applies R12, R18 to R20, R21 (a) and (b) and R38; raises Rejected, the logger noted on `inbound` where known.

    `source` is the message as received: without it no signature can prove its sender.
    """
    inbound.sender = single(message.sender)
    if inbound.account is None and postmaster.is_meant(inbound.envelope_recipient):
        raise Rejected(Reason.TO_POSTMASTER)
    decision = Decision.of(inbound)
    route = decision.route or inbound.route
    if inbound.account is None or not route:
        raise unrouted(inbound, inbound.sender)
    if message.is_empty:
        raise Rejected(Reason.EMPTY_MESSAGE)
    people, route = Staff.of(inbound.account), Route(route)
    author, is_redirected = author_of(people, message)
    claims = people.claims.get(author, ())
    if decision.trusts_sender and not staff.able(claims):
        claims = tuple(Claim(each) for each in people.memberships if each.user_id == decision.user)
    if not claims:
        raise stranger(people, message, inbound.sender)
    claim = staff.attributed(claims, message.message_id + message.digest, inbound.logger_id)
    inbound.logger, inbound.team_id = claim.membership.user, claim.team
    check_permission(claim.membership)
    check_loop(message, decision)
    if not decision.trusts_sender:
        senders.check(inbound, message, source, author, people.rules.sender_policy)
    if is_redirected and route == Route.BCC and not decision.is_received:
        raise Rejected(Reason.USE_FORWARDING_ADDRESS)  # R32
    is_received = is_redirected or decision.is_received
    return Routed(people, route, claim, others_of(claims, claim), is_received, decision, author)


def author_of(people: Staff, message: ParsedMessage) -> tuple[str, bool]:
    """Who sent the mail to us, and whether they redirected it unchanged.

    Of a redirected mail From is the original's author; who sent it to us stands in Resent-From (RFC 5322 section
    3.6.6), and is no less and no more to be believed there.
    """
    redirecting = single(message.resent_from)
    return (redirecting, True) if redirecting in people.claims else (single(message.sender), False)


def others_of(claims: tuple[Claim, ...], chosen: Claim) -> tuple[str, ...]:
    """Who else the mail might have been attributed to (R19); nobody where the address is a team's (R20)."""
    return tuple(str(each.membership.user) for each in staff.able(claims) if each is not chosen and not chosen.team)


def check_permission(membership: Membership) -> None:
    if not (membership.is_active and membership.user.is_active):
        raise Rejected(Reason.USER_INACTIVE)
    if not membership.may_log:
        raise Rejected(Reason.LOGGING_NOT_PERMITTED)


def check_loop(message: ParsedMessage, decision: Decision = UNDECIDED) -> None:
    """R38: two systems that send each other everything are ended here, unless a person looked at this very mail."""
    if message.hops > MOST_HOPS and not decision.user:
        raise Rejected(Reason.MAIL_LOOP)


def stranger(people: Staff, message: ParsedMessage, sender: str) -> Rejected:
    """Why a mail of nobody here is not logged; what of it is worth a person's look is told apart."""
    check_loop(message)
    if is_our_own(sender):
        return Rejected(Reason.MAIL_LOOP)
    if not sender:
        return Rejected(Reason.AMBIGUOUS_SENDER)
    if BlockedSender.objects.filter(account=people.account, address=sender).exists():
        return Rejected(Reason.SENDER_BLOCKED)
    if known_contacts(people.account, [sender]):
        return Rejected(Reason.SENDER_IS_CONTACT)
    return Rejected(Reason.UNKNOWN_SENDER)


def is_our_own(sender: str) -> bool:
    """Whether this installation sent it: a notice or an invitation that came back (R38)."""
    ours = normalised(parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    return domain_of(sender) == settings.INBOUND_DOMAIN or (bool(sender) and sender == ours)


def single(senders: tuple[Mailbox, ...]) -> str:
    """The normalised address, "" when there is none or more than one: nobody can be held to have sent it."""
    return normalised(senders[0].address) if len(senders) == 1 else ""


def unrouted(inbound: InboundMessage, sender: str) -> Rejected:
    """No such logging address: shown to the user who wrote it, if From leaves no doubt which account is theirs."""
    if sender and len(found := homes_of(sender)) == 1:
        inbound.account, inbound.logger = found[0].account, found[0].user
    return Rejected(Reason.UNKNOWN_ADDRESS)


def homes_of(sender: str) -> list[Membership]:
    """Where somebody signs in with this address, else where it is registered; two at most, since only one is clear."""
    places = Membership.objects.filter(is_active=True, user__is_active=True).select_related("account", "user")
    registered = Q(
        user__registered_addresses__address=sender,
        user__registered_addresses__account=F("account"),
        user__registered_addresses__verified_at__isnull=False,
    )
    return list(places.filter(user__email=sender)[:2]) or list(places.filter(registered)[:2])
