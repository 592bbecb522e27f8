"""The users of an account, as its administrators manage them."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from crm import audit
from crm.forms import InvitationForm, MembershipForm
from crm.middleware import AccountRequest
from crm.models import Account
from crm.views.access import administrators


@administrators
def users(request: AccountRequest) -> HttpResponse:
    return users_page(request, InvitationForm(request.account))


def users_page(request: AccountRequest, form: InvitationForm) -> HttpResponse:
    """Users, invitations and the form to invite; with the form's errors where it was sent."""
    called = Lower(Coalesce(NullIf("user__name", Value("")), "user__email"))
    memberships = request.account.memberships.select_related("user").order_by("-is_active", called, "id")
    invitations = request.account.invitations.pending().select_related("invited_by").order_by("-created_at")
    return render(request, "crm/users.html", {"memberships": memberships, "invitations": invitations, "form": form})


@administrators
@transaction.atomic
def user(request: AccountRequest, pk: int) -> HttpResponse:
    # Locked, so that two administrators who demote each other at once do not leave the account to nobody.
    Account.objects.select_for_update().get(pk=request.account.pk)
    membership = get_object_or_404(request.account.memberships.select_related("user"), pk=pk)
    name = str(membership.user)
    form = MembershipForm(request.POST or None, instance=membership)
    if request.method == "POST" and form.is_valid():
        form.save()
        for action in changes(form):
            audit.record(request.account, request.user, action, name)
        messages.success(request, _("%(name)s is changed.") % {"name": name})
        return redirect("users", request.account.slug)
    return render(request, "crm/user.html", {"membership": membership, "form": form})


def changes(form: MembershipForm) -> list[str]:
    """What was decided about the colleague, as the audit log calls it."""
    place = form.instance
    kinds = {
        "role": "users.made_admin" if place.is_admin else "users.made_member",
        "may_log": "users.may_log" if place.may_log else "users.may_not_log",
        "is_active": "users.activated" if place.is_active else "users.deactivated",
    }
    return [kinds[field] for field in form.changed_data]
