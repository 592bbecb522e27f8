"""What pages say of bounced attachments: `{% load bounced %}`."""

from django import template
from django.template import RequestContext

from crm.models import Membership
from emaillog.bounces import figures

register = template.Library()


@register.simple_tag(takes_context=True)
def open_bounced(context: RequestContext) -> str:
    """The number in the menu of the settings, "" when nothing is open."""
    membership: Membership | None = context["frame"].membership
    number = figures.open_count(membership.account) if membership else 0
    return f"{figures.COUNTED - 1}+" if number >= figures.COUNTED else str(number or "")
