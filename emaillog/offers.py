"""How a mail that a rule refused can be logged by hand: the choices that its reason leaves open (R32, R35)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.addresses import domain_of, normalised
from crm.models import Membership
from emaillog.models import InboundMessage, Route
from emaillog.rejection import Reason


@dataclass(frozen=True)
class Offer:
    """One way to log it; `decides` says what taking it adds to the decision, in the words of `emaillog.decisions`."""

    key: str
    label: Promise | str
    decides: Mapping[str, object] = field(default_factory=dict)
    needs_contact: bool = False  # nobody stands in it for whom it could be logged


AS_OWN = Offer("own", _("Log it as mine"), {"trusts_sender": True})
AS_RECEIVED = Offer("received", _("Log it as received"), {"trusts_sender": True, "is_received": True})
AS_GENUINE = Offer("genuine", _("It is genuine: log it"), {"trusts_sender": True})
AS_SENT = Offer("sent", _("Log it as sent"), {"route": Route.BCC.value})
AS_FORWARDED = Offer("forwarded", _("Log the forwarded mail"), {"route": Route.FORWARD.value})
AS_IT_IS = Offer("whole", _("Log it all the same"), {"logs_whole": True})
BACK = Offer("back", _("Bring it back"), {"brings_back": True})
FOR_SOMEBODY = Offer("for", _("Log it"), needs_contact=True)
OFFERS: dict[str, tuple[Offer, ...]] = {
    Reason.USE_FORWARDING_ADDRESS: (AS_FORWARDED,),
    Reason.USE_BCC_ADDRESS: (AS_SENT,),
    Reason.UNKNOWN_ADDRESS: (AS_SENT, AS_FORWARDED),
    Reason.SENDER_IS_CONTACT: (AS_RECEIVED,),
    Reason.UNKNOWN_SENDER: (AS_OWN, AS_RECEIVED),
    Reason.AMBIGUOUS_SENDER: (AS_OWN, AS_RECEIVED),
    Reason.SENDER_BLOCKED: (AS_RECEIVED,),
    Reason.SENDER_NOT_VERIFIED: (AS_GENUINE,),
    Reason.SENDER_NOT_PROVEN: (AS_GENUINE,),
    Reason.MAIL_LOOP: (AS_GENUINE,),
    Reason.USER_INACTIVE: (AS_OWN,),
    Reason.LOGGING_NOT_PERMITTED: (AS_OWN,),
    Reason.REPLY_THREAD: (AS_IT_IS,),
    Reason.UNCLEAR_FORWARD: (AS_IT_IS,),
    Reason.NO_FORWARDED_HEADER: (AS_IT_IS,),
    Reason.ORIGINAL_SENDER_HAS_NO_ADDRESS: (AS_IT_IS,),
    Reason.AUTOMATIC_MESSAGE: (AS_IT_IS,),
    Reason.REMOVED: (BACK,),
    Reason.NO_RECIPIENTS: (FOR_SOMEBODY,),
    Reason.NOBODY_KNOWN: (FOR_SOMEBODY,),
}


def of(inbound: InboundMessage, membership: Membership) -> list[Offer]:
    """The first is the likeliest. None for who may not log, and for what has nothing left to log."""
    if not (membership.may_log and inbound.can_be_processed_again):
        return []
    offers = OFFERS.get(inbound.reason, ())
    return [with_contact(offer) if AS_IT_IS is offer and not names_somebody(inbound) else offer for offer in offers]


def with_contact(offer: Offer) -> Offer:
    return Offer(offer.key, offer.label, offer.decides, needs_contact=True)


def one_click(inbound: InboundMessage, membership: Membership) -> Offer | None:
    """The likeliest offer, where it needs nothing more to be said."""
    return next((offer for offer in of(inbound, membership) if not offer.needs_contact), None)


def names_somebody(inbound: InboundMessage) -> bool:
    """Whether the mail itself says whom it is about, when it is logged whole."""
    original = inbound.preview.get("original")
    fields = [original.get("from")] if original else [inbound.preview.get("to"), inbound.preview.get("cc")]
    addresses = [normalised(box["address"]) for people in fields for box in people or ()]
    return any(address and domain_of(address) != settings.INBOUND_DOMAIN for address in addresses)
