"""Settings > Rules: how the account wants its mail logged. Administrators set them, everybody may read them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.middleware import AccountRequest
from crm.models import Account
from crm.views.access import administrators
from emaillog import deeds, quota
from emaillog.forms.rules import RulesForm
from emaillog.internal import offered_domain
from emaillog.models import LoggingRules


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def rules(request: AccountRequest) -> HttpResponse:
    if not request.membership.is_admin:
        if request.method == "POST":
            raise PermissionDenied(_("Only administrators of this account may change its rules."))
        return render(request, "emaillog/rules.html", {"rules": LoggingRules.of(request.account)})
    found = locked(request.account) if request.POST else current(request)
    before = deeds.values(found)
    form = RulesForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        deeds.with_rules(request.user, form.save(), before)
        messages.success(request, _("The rules are saved. They hold for every mail from now on."))
        return redirect("rules", request.account.slug)
    context = {"form": form, "rules": form.instance, "offered_domain": offered_domain(form.instance)}
    return render(request, "emaillog/rules.html", context | {"storage": quota.usage(request.account)})


@require_POST
@administrators
@transaction.atomic
def internal_domain(request: AccountRequest) -> HttpResponse:
    """Takes up the offer to make the account's own domain an internal one (R15)."""
    found = locked(request.account)
    if domain := offered_domain(found):
        before = deeds.values(found)
        found.internal_domains = [domain]
        found.save()
        deeds.with_rules(request.user, found, before)
        messages.success(request, _("%s is internal now: your colleagues there never become contacts.") % domain)
    return redirect("rules", request.account.slug)


def current(request: AccountRequest) -> LoggingRules:
    return LoggingRules.of(request.account)


def locked(account: Account) -> LoggingRules:
    """The rules as they are now, to be changed by one request at a time."""
    return LoggingRules.of(Account.objects.select_for_update().get(pk=account.pk))
