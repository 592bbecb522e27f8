"""A logged mail: as a page, and as the part that opens in place on a timeline."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from contacts.models import ContactEmail, TimelineLink
from contacts.views.listing import offer_of
from crm.middleware import AccountRequest
from emaillog import as_received, quotations, threads, trusting, visibility
from emaillog.frames import height_of
from emaillog.invitations import Meeting
from emaillog.mime.quoting import Piece
from emaillog.models import AlsoLogged, Attachment, AwaitedContact, InboundMessage, LoggedEmail, LoggingRules, Notice
from emaillog.passes import BodyPass
from emaillog.sanitising import has_remote_images

BODY = "mail-body-"  # with the mail's id: the element that htmx swaps between text, HTML and images


@require_safe
def email(request: AccountRequest, pk: UUID) -> HttpResponse:
    found = find(request, pk)
    reading = Reading(request, found)
    if (request.htmx.target or "").startswith(BODY):
        return render(request, "emaillog/email/_body.html", {"email": found, "reading": reading})
    context = about(request, found) | {"email": found, "reading": reading, "undo": offer_of(request)}
    return render(request, "emaillog/email/_opened.html" if request.htmx else "emaillog/email.html", context)


def find(request: AccountRequest, pk: UUID) -> LoggedEmail:
    """The mail, if this reader may see it."""
    seen = LoggedEmail.objects.filter(account=request.account).seen_by(request.user)
    found = get_object_or_404(
        seen.select_related("logged_by", "team", "entry__private_to", "entry__private_to_team"), pk=pk
    )
    found.account = request.account
    return found


def about(request: AccountRequest, email: LoggedEmail) -> dict[str, object]:
    """What stands around the body: files, the records it is on, who else logged it, and how it came in."""
    account = request.account
    links = list(links_of(email))
    came_in = InboundMessage.objects.filter(account=account, email=email)
    attachments = Attachment.objects.filter(account=account, email=email)
    files = [file for file in attachments if not shown_in(email, file)]
    return {
        "files": files,
        "notice": None if all(file.kept for file in files) else Notice.objects.about(email),
        "meetings": [Meeting(each) for each in email.invitations],
        "limit": LoggingRules.of(account).attachment_limit,
        "contacts": [link.contact for link in links if link.contact],
        "companies": [link.company for link in links if link.company],
        "deals": [link.deal for link in links if link.deal],
        "awaited": AwaitedContact.objects.filter(account=account, email=email).order_by("-because", "id"),
        "also_logged": AlsoLogged.objects.filter(account=account, email=email).select_related("user"),
        "thread": threads.around(email, request.user),
        "visible_to": visibility.now(email),
        "may_change": visibility.may_change(email, request.membership),
        "is_kept": as_received.is_kept(email),
        "delivery": came_in.visible_to(request.user, is_admin=request.membership.is_admin).order_by("id").first(),
    }


def links_of(email: LoggedEmail) -> QuerySet[TimelineLink]:
    addresses = ContactEmail.objects.filter(account=email.account_id)
    return (
        TimelineLink.objects.filter(account=email.account_id, entry=email.entry_id)
        .select_related("contact", "company", "deal")
        .prefetch_related(Prefetch("contact__emails", addresses))
        .order_by("id")
    )


def shown_in(email: LoggedEmail, file: Attachment) -> bool:
    """Whether the HTML shows it already: an image of its own that it names by Content-ID (RFC 2392)."""
    return file.kept and bool(file.content_id) and f"cid:{file.content_id.strip('<>')}" in email.html


@dataclass(frozen=True)
class Reading:
    """How this reader looks at the body: its HTML or its text, with images from outside or without."""

    request: AccountRequest
    email: LoggedEmail

    @property
    def as_html(self) -> bool:
        return bool(self.email.html) and self.request.GET.get("view") != "text"

    @property
    def with_remote_images(self) -> bool:
        return self.request.GET.get("images") == "1" or self.is_trusted

    @cached_property
    def is_trusted(self) -> bool:
        """Whether this reader wants to see the sender's images always."""
        return self.has_images and trusting.is_trusted(self.email, self.request.user)

    @cached_property
    def has_images(self) -> bool:
        return self.as_html and has_remote_images(self.email.html)

    @property
    def blocks_images(self) -> bool:
        return self.has_images and not self.with_remote_images

    @property
    def image_sender(self) -> str:
        return trusting.sender_of(self.email)

    @property
    def frame_url(self) -> str:
        """Signed anew for every page, so that it need be good for minutes only."""
        user = self.request.user.pk
        return BodyPass(self.request.account.pk, str(self.email.pk), user, self.with_remote_images).url

    @property
    def frame_height(self) -> int:
        return height_of(quotations.of_html(self.email))

    @property
    def text(self) -> list[Piece]:
        return quotations.of_text(self.email)

    @property
    def is_cut(self) -> bool:
        return len(self.email.text) > quotations.SHOWN_TEXT
