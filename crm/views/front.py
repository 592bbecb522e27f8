"""The front page of the installation and of an account."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from crm.middleware import AccountRequest
from crm.models import Account


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Leads to the contacts of the user's account, the one entered last if there are several."""
    accounts = Account.objects.of(request.user)
    account = accounts.filter(slug=request.session.get("account", "")).first() or accounts.order_by("id").first()
    if account is None:
        raise Http404("You belong to no account: ask an administrator to invite you.")
    return redirect("contacts", account.slug)


def enter(request: AccountRequest) -> HttpResponse:
    """Leads to the contacts of this account; the account switcher points here."""
    return redirect("contacts", request.account.slug)
