"""Whose mail is it: the envelope recipient says which account and route, From says which user."""

from dataclasses import dataclass
from functools import cached_property

from contacts.addresses import normalised
from crm.models import Account, Membership, User
from emaillog.mime.values import Mailbox, ParsedMessage
from emaillog.models import InboundMessage, LoggingRules, Route
from emaillog.rejection import Reason, Rejected


@dataclass(frozen=True)
class Routed:
    """Where a mail goes: the account with its rules, the route, the user who logged it, and all its users."""

    account: Account
    route: Route
    logger: User
    rules: LoggingRules
    colleagues: tuple[User, ...]
    is_redirect: bool = False  # a user sent on somebody's mail as it was (RFC 5322 section 3.6.6)

    @cached_property
    def own_addresses(self) -> frozenset[str]:
        """The registered addresses of the account's users: never contacts (R15), and no proof of a reply (R29).

        As registered and normalised: a domain with umlauts is written in two ways.
        """
        return frozenset(spelling for user in self.colleagues for spelling in (user.email, normalised(user.email)))

    @property
    def own_names(self) -> frozenset[str]:
        return frozenset({self.logger.name} - {""})


def resolve(inbound: InboundMessage, message: ParsedMessage) -> Routed:
    """Applies R12 and R21 (a) and (b); raises Rejected, with the logger noted on `inbound` where one is known.

    Of a redirected mail From is the original's author: who sent it to us stands in Resent-From, and is no less and no
    more to be believed there.
    """
    sender = single(message.sender)
    if inbound.account is None or not inbound.route:
        raise unrouted(inbound, sender)
    if message.is_empty:
        raise Rejected(Reason.EMPTY_MESSAGE)
    if not sender:
        raise Rejected(Reason.AMBIGUOUS_SENDER)
    members = list(Membership.objects.filter(account=inbound.account).select_related("user"))
    by_address = {normalised(member.user.email): member for member in members}
    redirector = by_address.get(single(message.resent_from))
    membership = redirector or by_address.get(sender)
    if membership is None:
        raise Rejected(Reason.UNKNOWN_SENDER)
    inbound.logger = membership.user
    check_permission(inbound, membership)
    if redirector and inbound.route == Route.BCC:
        raise Rejected(Reason.USE_FORWARDING_ADDRESS)  # R32
    rules, colleagues = LoggingRules.of(inbound.account), tuple(member.user for member in members)
    return Routed(inbound.account, Route(inbound.route), membership.user, rules, colleagues, redirector is not None)


def check_permission(inbound: InboundMessage, membership: Membership) -> None:
    if inbound.verdicts.get("dmarc") == "fail":  # only what the provider itself found: headers prove nothing
        raise Rejected(Reason.SENDER_NOT_VERIFIED)
    if not (membership.is_active and membership.user.is_active):
        raise Rejected(Reason.USER_INACTIVE)
    if not membership.may_log:
        raise Rejected(Reason.LOGGING_NOT_PERMITTED)


def single(senders: tuple[Mailbox, ...]) -> str:
    """The normalised address, "" when there is none or more than one: nobody can be held to have sent it."""
    return normalised(senders[0].address) if len(senders) == 1 else ""


def unrouted(inbound: InboundMessage, sender: str) -> Rejected:
    """No such logging address: shown to the user who wrote it, if From leaves no doubt which account is theirs."""
    homes = Membership.objects.filter(user__email=sender, user__is_active=True, is_active=True)
    if sender and len(found := homes.select_related("account", "user")[:2]) == 1:
        inbound.account, inbound.logger = found[0].account, found[0].user
    return Rejected(Reason.UNKNOWN_ADDRESS)
