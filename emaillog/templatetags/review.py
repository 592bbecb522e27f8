"""What the delivery log says of mail that waits for a person: `{% load review %}`."""

from django import template
from django.template import RequestContext

from crm.models import Membership
from emaillog import offers
from emaillog.models import InboundMessage
from emaillog.offers import Offer
from emaillog.views.deliveries import DeliveryLog, counted, in_words

register = template.Library()


@register.simple_tag(takes_context=True)
def review_count(context: RequestContext) -> str:
    """The number beside "Mail": what waits for this reader, "" when nothing does; asked once a page."""
    if isinstance(log := context.get("log"), DeliveryLog):
        return in_words(log.everything_waiting)
    membership: Membership | None = context["frame"].membership
    # The sections stand in the bar and in the drawer of a phone.
    known = vars(context["request"])
    if "review_count" not in known:
        known["review_count"] = in_words(counted(membership)) if membership else ""
    return str(known["review_count"])


@register.filter
def likely(inbound: InboundMessage, membership: Membership) -> Offer | None:
    """How a mail can be logged with one click."""
    return offers.one_click(inbound, membership)


@register.filter
def ways(inbound: InboundMessage, membership: Membership) -> list[Offer]:
    """All the ways in which it can be logged by hand."""
    return offers.of(inbound, membership)
