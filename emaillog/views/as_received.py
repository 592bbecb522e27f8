"""The header fields of a logged mail, and the mail as a file: for all who see it, as far as it is theirs to see."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.middleware import AccountRequest
from emaillog import as_received, downloads
from emaillog.models import LoggedEmail
from emaillog.views.email import find


@require_safe
def email_headers(request: AccountRequest, pk: UUID) -> HttpResponse:
    """As a page, and as the part that opens in place."""
    email = find(request, pk)
    received = as_received.of(email, request.membership)
    if received is None:
        return not_there(request, email)
    context = {"email": email, "received": received, "fields": received.fields()}
    page = "emaillog/received/_headers.html" if request.htmx else "emaillog/received/headers.html"
    return render(request, page, context)


@require_safe
def email_message(request: AccountRequest, pk: UUID) -> HttpResponseBase:
    """All of it for who sees the delivery, else without what is the sender's own business."""
    email = find(request, pk)
    received = as_received.of(email, request.membership)
    if received is None:
        return not_there(request, email)
    name = f"{email.subject[:80] or _('message')}.eml"
    if received.is_whole:
        return downloads.sent(received.inbound.blob, name, received.inbound.size)
    cleaned = received.bytes_for_colleagues()
    return not_there(request, email) if cleaned is None else downloads.sent_as(cleaned[1], name, cleaned[0])


def not_there(request: AccountRequest, email: LoggedEmail) -> HttpResponse:
    """Says in a sentence why."""
    context = {"email": email, "is_kept": as_received.is_kept(email)}
    page = "emaillog/received/_none.html" if request.htmx else "emaillog/received/none.html"
    return render(request, page, context, status=200 if request.htmx else 404)
