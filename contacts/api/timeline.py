from typing import Any

from contacts import about
from contacts.api.listing import Window, listing
from contacts.models import TimelineLink
from contacts.timeline import Record, name_of
from crm.middleware import AccountRequest


def timeline_of(request: AccountRequest, record: Record, window: Window) -> dict[str, Any]:
    """What stands on the record for this user, newest first."""
    links = TimelineLink.objects.filter(account=request.account, **{name_of(record): record}).seen_by(request.user)
    found: dict[str, Any] = listing(request, links.select_related("entry"), window, order=("-occurred_at", "-id"))
    about.look_up(request.account, request.user, (link.entry for link in found["items"]))
    return found
