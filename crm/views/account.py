"""Settings > Account: what the account is called, and what its deals are counted in; for administrators."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm import audit
from crm.forms import AccountForm
from crm.middleware import AccountRequest
from crm.models import Account
from crm.views.access import hidden_from_members


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_members
@transaction.atomic
def account(request: AccountRequest) -> HttpResponse:
    # Locked, so that of two who save at once the second reads what the first saved; and a copy of its own, so that the
    # frame around the page goes on showing the name that is saved.
    accounts = Account.objects.select_for_update() if request.method == "POST" else Account.objects
    found = accounts.get(pk=request.account.pk)
    form = AccountForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.save()
        for name, new in form.cleaned_data.items():
            if new != form.initial[name]:
                audit.record(found, request.user, f"account.{name}", old=form.initial[name], new=new)
        messages.success(request, _("The account is saved."))
        return redirect("account_settings", found.slug)
    address = settings.BASE_URL + reverse("account", args=[found.slug])
    return render(request, "crm/account.html", {"form": form, "address": address})
