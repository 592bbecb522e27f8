"""The front page of the installation."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from crm.frame import Frame


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Leads to Home of the user's account, the one entered last if there are several."""
    account = Frame(request).account
    if account is None:
        raise Http404("You belong to no account: ask an administrator to invite you.")
    return redirect("account", account.slug)


def not_here(request: HttpRequest) -> HttpResponse:
    """Stands before allauth's page to change one's address: addresses are trusted, so administrators give them."""
    raise Http404
