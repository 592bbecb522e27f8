"""Taking up an invitation. The link proves nothing about a user who exists: they sign in first."""

from django.contrib.auth import login
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from crm import audit
from crm.forms import JoinForm
from crm.models import Invitation, User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
@sensitive_post_parameters("password")
def join(request: HttpRequest, token: str) -> HttpResponse:
    with transaction.atomic():
        # Locked, so that one link makes one user even when it is opened twice.
        invitation = Invitation.objects.with_token(token).select_for_update(of=("self",)).first()
        if invitation is None:
            return render(request, "crm/invitation_void.html", status=404)
        invited = User.objects.filter(email=invitation.email).first()
        if request.user.is_authenticated and request.user != invited:
            return render(request, "crm/invitation_other.html", {"invitation": invitation})
        if invited is not None:
            return _join_as(request, invitation, invited)
        return _join_anew(request, invitation)


def _join_as(request: HttpRequest, invitation: Invitation, invited: User) -> HttpResponse:
    if request.method == "POST" and request.user == invited:
        invitation.accept(invited)
        audit.record(invitation.account, invited, "users.accepted")
        return redirect("account", invitation.account.slug)
    return render(request, "crm/invitation_existing.html", {"invitation": invitation})


def _join_anew(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = JoinForm(invitation, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "crm/invitation_new.html", {"invitation": invitation, "form": form})
    try:
        user = invitation.enrol(form.cleaned_data["name"], form.cleaned_data["password"])
    except IntegrityError:  # the user was made elsewhere meanwhile
        return redirect("join", request.path.split("/")[-2])
    audit.record(invitation.account, user, "users.accepted")
    login(request, user, backend=BACKEND)
    return redirect("account", invitation.account.slug)
