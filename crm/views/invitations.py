"""Inviting people into an account: the link goes out by mail and is shown once, since mail may not be set up yet."""

import structlog
from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm import audit
from crm.forms import InvitationForm
from crm.middleware import AccountRequest
from crm.models import Account, Invitation
from crm.views.access import administrators
from crm.views.users import users_page

log = structlog.get_logger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def invite(request: AccountRequest) -> HttpResponse:
    """Invites; the page of its form is the list of users, where whoever opens this address is led."""
    if request.method != "POST":
        return redirect("users", request.account.slug)
    with transaction.atomic():
        # Locked, so that a double click does not invite twice.
        account = Account.objects.select_for_update().get(pk=request.account.pk)
        form = InvitationForm(account, request.POST)
        if not form.is_valid():
            return users_page(request, form)
        invitation = account.invitations.filter(email=form.cleaned_data["email"]).first() or form.instance
        invitation.account, invitation.invited_by = account, request.user
        invitation.role = form.cleaned_data["role"]
        token = invitation.renew()
        audit.record(account, request.user, "users.invited", invitation.email)
    return _handed_over(request, invitation, token)


@require_POST
@administrators
def renew(request: AccountRequest, pk: int) -> HttpResponse:
    """A new link, with all its days; the old one is void."""
    invitation = get_object_or_404(request.account.invitations.pending(), pk=pk)
    with transaction.atomic():
        token = invitation.renew()
        audit.record(request.account, request.user, "users.invited_again", invitation.email)
    return _handed_over(request, invitation, token)


@require_POST
@administrators
@transaction.atomic
def withdraw(request: AccountRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(request.account.invitations.pending(), pk=pk)
    invitation.delete()
    audit.record(request.account, request.user, "users.withdrawn", invitation.email)
    messages.success(request, _("The invitation of %(email)s is withdrawn.") % {"email": invitation.email})
    return redirect("users", request.account.slug)


def _handed_over(request: AccountRequest, invitation: Invitation, token: str) -> HttpResponse:
    link = settings.BASE_URL + reverse("join", args=[token])
    sent = _send(invitation, link)
    return render(request, "crm/invited.html", {"invitation": invitation, "link": link, "sent": sent})


def _send(invitation: Invitation, link: str) -> bool:
    context = {"invitation": invitation, "link": link}
    subject = _("%(name)s invites you to %(account)s") % {"name": invitation.invited_by, "account": invitation.account}
    try:
        send_mail(" ".join(subject.split()), render_to_string("crm/invitation.txt", context), None, [invitation.email])
    except Exception:  # every mail backend fails in its own way, and the administrator has the link
        log.exception("invitation_not_sent", invitation=invitation.pk)
        return False
    return True
