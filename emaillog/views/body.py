"""The second wall around foreign HTML: a document of its own, sandboxed by its frame and by its own policy.

It stands alone too: whatever got through `emaillog.sanitising` runs no script here, has no origin, and loads nothing
that the reader did not ask for.
"""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from crm.models import User
from emaillog import downloads, quotations
from emaillog.mime.quoting import Piece
from emaillog.models import Attachment, LoggedEmail
from emaillog.passes import BodyPass, ImagePass, inline_images
from emaillog.pictures import type_of
from emaillog.sanitising import as_shown

IMAGES = "https: data:"


@require_safe
def mail_body(request: HttpRequest, token: str) -> HttpResponse:
    """The HTML of one mail, for the frame on its page. The pass names its user, who must be the one who asks."""
    granted = BodyPass.read(token)
    if request.user.pk != granted.user:
        raise Http404("This address is another user's.")
    email = get_object_or_404(LoggedEmail.objects.seen_by(request.user), account=granted.account, pk=granted.email)
    inline = inline_images(email, request.user, request.build_absolute_uri("/").rstrip("/"))
    pieces = [
        Piece(piece.kind, as_shown(piece.content, inline, with_remote_images=granted.with_remote_images))
        for piece in quotations.of_html(email)
    ]
    answer = render(request, "emaillog/body.html", {"sanitised": pieces})
    answer["Content-Security-Policy"] = policy(request, with_remote_images=granted.with_remote_images)
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def policy(request: HttpRequest, *, with_remote_images: bool) -> str:
    """Only style attributes and images; the sandbox is said again for a body that is opened outside its frame."""
    own = request.build_absolute_uri(reverse("mail_image", args=["-"])).removesuffix("-/")
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; img-src {IMAGES if with_remote_images else 'data:'} {own}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
        "sandbox allow-popups allow-popups-to-escape-sandbox"
    )


@require_safe
def mail_image(_request: HttpRequest, token: str) -> HttpResponseBase:
    """An inline image. Without a session: the frame has no origin, so the browser sends no cookie; the pass is all."""
    granted = ImagePass.read(token)
    reader = get_object_or_404(User, pk=granted.user)
    parts = Attachment.objects.filter(account=granted.account).seen_by(reader).exclude(blob="")
    part = get_object_or_404(parts, pk=granted.attachment)
    content_type = type_of(part.blob)
    if not content_type:
        raise Http404("This part is no image that is shown.")
    answer = downloads.locked(StreamingHttpResponse(downloads.stream(part.blob), content_type=content_type))
    answer["Content-Length"] = str(part.size)
    return answer
