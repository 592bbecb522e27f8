"""`/bounced-attachments`: what was left out of mails, for administrators; others find nothing (R11)."""

from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import AwareDatetime, Field

from contacts.api.listing import Listing, WindowQuery, listing
from crm.middleware import AccountRequest
from crm.problems import Problem
from emaillog.bounces.acting import ACTS, Result
from emaillog.bounces.asked import ORDER
from emaillog.mime import filenames
from emaillog.mime.charset import storable
from emaillog.models import BouncedAttachment, Hindrance, signature
from emaillog.models.bounced import BouncedAttachmentQuerySet

router = Router(tags=["bounced attachments"])


class NoticeOut(Schema):
    state: str = Field(validation_alias="status", description='"waiting", "sent", "suppressed" or "failed".')
    sent_at: datetime | None
    reason: str = Field(description="Why it is suppressed: a code; empty otherwise.")


class BouncedOut(Schema):
    id: int
    name: str = Field(description="Empty for a mail that is private to others, as `content_type` is.")
    size: int = Field(description="Bytes of the file.")
    limit: int = Field(description="Bytes that the account allowed at that time.")
    content_type: str
    email: UUID | None = Field(description="The mail it was left out of; null for one that is private to others.")
    user: str | None = Field(description="Who logged it: a login address, or the name of a team.")
    created_at: datetime
    state: str = Field(validation_alias="status", description='"open", "dismissed", "storing" or "stored".')
    can_be_stored: bool = Field(description="Whether the mail as received is still kept, so that it can be stored.")
    problem: str = Field(description="Why it could not be stored after all: a code; empty otherwise.")
    notice: NoticeOut | None = Field(description="What whoever logged the mail was told; null when that was nothing.")

    @staticmethod
    def resolve_name(file: BouncedAttachment) -> str:
        return "" if file.is_withheld else filenames.clean(file.attachment.name)

    @staticmethod
    def resolve_content_type(file: BouncedAttachment) -> str:
        return "" if file.is_withheld else file.attachment.content_type

    @staticmethod
    def resolve_email(file: BouncedAttachment) -> UUID | None:
        return None if file.is_withheld else file.email_id

    @staticmethod
    def resolve_user(file: BouncedAttachment) -> str | None:
        return None if file.is_withheld else signature(file.user, file.email.team)

    @staticmethod
    def resolve_problem(file: BouncedAttachment) -> str:
        return file.problem if file.problem in Hindrance.values else ""


def files_of(request: AccountRequest) -> BouncedAttachmentQuerySet:
    """All of the account; of mail that is private to others nothing is named."""
    if not request.membership.is_admin:
        raise Http404("Only administrators have this resource.")
    rows = BouncedAttachment.objects.filter(account=request.account).withholding_from(request.user)
    return rows.select_related("attachment", "email__entry", "email__team", "inbound", "notice", "user")


@router.get("/bounced-attachments", response=Listing[BouncedOut])
def list_bounced_attachments(
    request: AccountRequest,
    window: WindowQuery,
    state: BouncedAttachment.Status | None = None,
    user: str | None = None,
    since: AwareDatetime | None = None,
    min_size: int | None = None,
) -> dict[str, Any]:
    """The newest first; `user` is a login address, `since` a time, `min_size` bytes."""
    rows = files_of(request)
    if state:
        rows = rows.filter(status=state)
    if user:
        rows = rows.filter(Q(user__email__iexact=storable(user), is_withheld=False))
    if since:
        rows = rows.filter(created_at__gte=since)
    if min_size:
        rows = rows.filter(size__gte=min_size)
    return listing(request, rows, window, order=ORDER)


@router.get("/bounced-attachments/{bounced_id}", response=BouncedOut)
def get_bounced_attachment(request: AccountRequest, bounced_id: int) -> BouncedAttachment:
    return get_object_or_404(files_of(request), pk=bounced_id)


@router.post("/bounced-attachments/{bounced_id}/dismiss", response=BouncedOut)
def dismiss_bounced_attachment(request: AccountRequest, bounced_id: int) -> BouncedAttachment:
    """Ends the review of it; 409 when somebody has dealt with it already."""
    return act(request, bounced_id, "dismiss")


@router.post("/bounced-attachments/{bounced_id}/take-back", response=BouncedOut)
def take_back_bounced_attachment(request: AccountRequest, bounced_id: int) -> BouncedAttachment:
    """Opens a dismissed one again."""
    return act(request, bounced_id, "reopen")


@router.post("/bounced-attachments/{bounced_id}/send-notice-again", response={HTTPStatus.ACCEPTED: BouncedOut})
def send_notice_again(request: AccountRequest, bounced_id: int) -> BouncedAttachment:
    """Lets the notice about its mail go out once more; 409 when it is on its way, or nobody is left to tell."""
    return act(request, bounced_id, "notify")


@router.post("/bounced-attachments/{bounced_id}/store", response={HTTPStatus.ACCEPTED: BouncedOut})
def store_bounced_attachment(request: AccountRequest, bounced_id: int) -> BouncedAttachment:
    """Has it stored after all by a worker; 409 when the mail as received is no longer kept."""
    return act(request, bounced_id, "store")


def act(request: AccountRequest, pk: int, do: str) -> BouncedAttachment:
    get_bounced_attachment(request, pk)
    rows = BouncedAttachment.objects.filter(account=request.account, pk=pk).withholding_from(request.user)
    result = ACTS[do](request.account, request.user, rows)
    if not result.done:
        raise Problem(HTTPStatus.CONFLICT, why_not(result))
    return get_bounced_attachment(request, pk)


def why_not(result: Result) -> str:
    if result.handled:
        return f"It was dealt with before: its state is {result.handled[0].status}."
    if result.too_late:
        return "It is too late: the mail as received is no longer kept."
    if result.unsent:
        return "No notice can be sent now: it is on its way, or nobody is left to tell."
    return "The mail is private to others."
