"""`/inbound-messages`: what became of every accepted message (R35)."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Router

from contacts.api.listing import Listing, WindowQuery, listing
from crm.middleware import AccountRequest
from emaillog.api.values import InboundOut
from emaillog.models import InboundMessage

router = Router(tags=["inbound messages"])


def messages_of(request: AccountRequest) -> QuerySet[InboundMessage]:
    """The user's own; all of the account for an administrator."""
    messages = InboundMessage.objects.filter(account=request.account)
    return messages.visible_to(request.user, is_admin=request.membership.is_admin)


@router.get("/inbound-messages", response=Listing[InboundOut])
def list_inbound_messages(request: AccountRequest, window: WindowQuery) -> dict[str, Any]:
    """The newest first: the user's own, or all of the account for an administrator."""
    return listing(request, messages_of(request), window, order=("-received_at", "-id"))


@router.get("/inbound-messages/{message_id}", response=InboundOut)
def get_inbound_message(request: AccountRequest, message_id: int) -> InboundMessage:
    return get_object_or_404(messages_of(request), pk=message_id)
