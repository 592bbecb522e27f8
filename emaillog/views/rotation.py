"""Rotating a logging address, and ending the grace of an old one (R39): for administrators."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from crm import audit
from crm.middleware import AccountRequest
from crm.views.access import administrators
from emaillog.models import LoggingAddress, LoggingRules


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def rotate_address(request: AccountRequest, pk: int) -> HttpResponse:
    address = get_object_or_404(request.account.logging_addresses, pk=pk)
    if address.retired_at:
        messages.info(request, _("Somebody has rotated this address already. The new one is shown below."))
        return redirect("email_integrations", request.account.slug)
    days = LoggingRules.of(request.account).grace_days
    if request.method == "POST":
        days = 0 if request.POST.get("old") == "stop" else days
        address.rotate(days)
        audit.record(request.account, request.user, f"addresses.rotated_{address.route}", days=days)
        messages.success(request, sentence(address, days))
        return redirect("email_integrations", request.account.slug)
    return render(request, "emaillog/integrations/rotate.html", {"address": address, "days": days})


def sentence(address: LoggingAddress, days: int) -> str:
    name = address.get_route_display()
    if not days:
        return _("%(name)s: there is a new one. The old one takes no mail any more.") % {"name": name}
    text = ngettext(
        "%(name)s: there is a new one. The old one works for %(days)d more day.",
        "%(name)s: there is a new one. The old one works for %(days)d more days.",
        days,
    )
    return text % {"name": name, "days": days}


@require_POST
@administrators
@transaction.atomic
def stop_address(request: AccountRequest, pk: int) -> HttpResponse:
    address = get_object_or_404(request.account.logging_addresses.exclude(retired_at=None), pk=pk)
    if address.stop():
        audit.record(request.account, request.user, "addresses.stopped")
    messages.success(request, _("The old address takes no mail any more."))
    return redirect("email_integrations", request.account.slug)
