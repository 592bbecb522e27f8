"""Removing a mail, with what it created if that is asked for too."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm.middleware import AccountRequest
from emaillog import leftovers, removing, visibility
from emaillog.models import InboundMessage, LoggedEmail
from emaillog.views import back
from emaillog.views.email import find


@require_http_methods(["GET", "HEAD", "POST"])
def email_removal(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Asks, and removes when told so by POST."""
    email = find(request, pk)
    if not visibility.may_change(email, request.membership):
        raise PermissionDenied(_("Only who logged the mail and administrators may do that."))
    if request.method == "POST":
        return removed(request, email)
    found = leftovers.of(email)
    context = {"email": email, "leftovers": found, "can_come_back": removing.to_read_again(email).exists()}
    context["came_from"] = back.named(request)
    return render(request, "emaillog/removal.html", context)


def removed(request: AccountRequest, email: LoggedEmail) -> HttpResponse:
    """Goes where one came from, with the offer to take it back; else to the delivery, whose button is the way back."""
    seen = removing.to_read_again(email).visible_to(request.user, is_admin=request.membership.is_admin).first()
    removing.remove(email, request.user, with_leftovers="leftovers" in request.POST)
    if came_from := back.named(request):
        page = came_from if back.is_there(request, came_from) else reverse("contacts", args=[request.account.slug])
        return removed_from(request, page, seen)
    if seen is None:
        messages.success(request, _("The mail has been removed from all timelines."))
        return redirect(reverse("contacts", args=[request.account.slug]))
    messages.success(request, _("The mail has been removed from all timelines. “Process again” brings it back."))
    return redirect("delivery", request.account.slug, seen.pk)


def removed_from(request: AccountRequest, page: str, seen: InboundMessage | None) -> HttpResponse:
    """Back on a timeline; `seen` is the message that it can be logged from again."""
    said = _("The mail has been removed from all timelines.")
    if seen is None:
        messages.success(request, said)
    else:
        back.offer(request, "process_again", seen.pk, said, page)
    return redirect(page)
