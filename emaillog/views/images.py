"""Whether images from outside are loaded for a sender: said on the mail, taken back there or in one's profile."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.middleware import AccountRequest
from crm.paging import page_or_first
from emaillog import trusting
from emaillog.models import TrustedImageSender
from emaillog.views.email import BODY, Reading, find


@require_POST
def email_images(request: AccountRequest, pk: UUID) -> HttpResponse:
    """From now on always for this sender, or with `trust=no` only when asked for; answers with the body."""
    email = find(request, pk)
    if request.POST.get("trust") == "no":
        trusting.trust_no_more(request.account, request.user, trusting.sender_of(email))
    else:
        trusting.trust(email, request.user)
    if (request.htmx.target or "").startswith(BODY):
        return render(request, "emaillog/email/_body.html", {"email": email, "reading": Reading(request, email)})
    return redirect(email)


@require_safe
def trusted_images(request: AccountRequest) -> HttpResponse:
    rows = TrustedImageSender.objects.filter(account=request.account, user=request.user)
    page = page_or_first(rows, order=("address",), cursor=request.GET.get("cursor"))
    return render(request, "emaillog/trusted_images.html", {"page": page})


@require_POST
def distrust_images(request: AccountRequest, pk: int) -> HttpResponse:
    """Only of one's own list."""
    row = get_object_or_404(TrustedImageSender, account=request.account, user=request.user, pk=pk)
    row.delete()
    messages.success(request, _("Images from %(sender)s are blocked again.") % {"sender": row})
    return redirect("trusted_images", request.account.slug)
