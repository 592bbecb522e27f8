"""`/inbound-messages`: what became of every accepted message (R35)."""

from http import HTTPStatus
from typing import Any, Literal

from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Router

from contacts.api.listing import Listing, WindowQuery, listing
from crm.middleware import AccountRequest
from crm.problems import Problem
from emaillog import reviewing
from emaillog.api.values import InboundOut
from emaillog.models import InboundMessage, Status
from emaillog.rejection import Reason

router = Router(tags=["inbound messages"])
Outcome = Literal["waiting", "logged", "duplicate", "not_logged", "failed"]


def messages_of(request: AccountRequest) -> QuerySet[InboundMessage]:
    """The user's own; all of the account for an administrator."""
    messages = InboundMessage.objects.filter(account=request.account)
    return messages.visible_to(request.user, is_admin=request.membership.is_admin)


@router.get("/inbound-messages", response=Listing[InboundOut])
def list_inbound_messages(
    request: AccountRequest,
    window: WindowQuery,
    outcome: Outcome | None = None,
    reason: Reason | None = None,
    in_review: bool | None = None,  # noqa: FBT001 (a parameter of the address)
) -> dict[str, Any]:
    """The newest first: the user's own, or all of the account for an administrator."""
    asked = {
        "status": Status.RECEIVED if outcome == "waiting" else outcome,
        "reason": reason,
        "in_review": in_review,
    }
    rows = messages_of(request).filter(**{name: value for name, value in asked.items() if value is not None})
    return listing(request, rows, window, order=("-received_at", "-id"))


@router.get("/inbound-messages/{message_id}", response=InboundOut)
def get_inbound_message(request: AccountRequest, message_id: int) -> InboundMessage:
    return get_object_or_404(messages_of(request), pk=message_id)


@router.post("/inbound-messages/{message_id}/process-again", response={HTTPStatus.ACCEPTED: InboundOut})
@transaction.atomic
def process_inbound_message_again(request: AccountRequest, message_id: int) -> InboundMessage:
    """Lets a message that was not logged wait once more, for the rules of today; 409 for any other."""
    message = get_inbound_message(request, message_id)
    if not (message.can_be_acted_on and reviewing.process_again(message, request.user)):
        raise Problem(HTTPStatus.CONFLICT, "This message is logged or waits already, or is no longer kept.")
    return get_inbound_message(request, message_id)
