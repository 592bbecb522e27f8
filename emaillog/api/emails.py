"""`/emails`."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from ninja import Router

from contacts.api.listing import Listing, WindowQuery, listing
from contacts.models import TimelineLink
from crm.middleware import AccountRequest
from crm.models import Account, User
from emaillog.api.values import EmailOut
from emaillog.models import Attachment, LoggedEmail

router = Router(tags=["emails"], by_alias=True)


def emails_of(account: Account, reader: User) -> QuerySet[LoggedEmail]:
    links = Prefetch("entry__links", TimelineLink.objects.filter(account=account))
    attachments = Prefetch("attachments", Attachment.objects.filter(account=account))
    emails = LoggedEmail.objects.filter(account=account).seen_by(reader).select_related("entry", "logged_by", "team")
    return emails.prefetch_related(links, attachments)


@router.get("/emails", response=Listing[EmailOut])
def list_emails(request: AccountRequest, window: WindowQuery) -> dict[str, Any]:
    """By the mails' own dates, the newest first."""
    return listing(request, emails_of(request.account, request.user), window, order=("-occurred_at", "-id"))


@router.get("/emails/{email_id}", response=EmailOut)
def get_email(request: AccountRequest, email_id: UUID) -> LoggedEmail:
    return get_object_or_404(emails_of(request.account, request.user), pk=email_id)
