"""What a person says about themselves."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from crm.forms import ProfileForm
from crm.middleware import AccountRequest, language_of


def profile(request: AccountRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        with translation.override(language_of(form.save())):
            messages.success(request, _("Your profile is saved."))
        return redirect("profile", request.account.slug)
    return render(request, "crm/profile.html", {"form": form})


def settings(request: AccountRequest) -> HttpResponse:
    """The gear leads to the first page of the settings."""
    return redirect("profile", request.account.slug)
