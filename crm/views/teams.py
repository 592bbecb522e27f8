"""The teams of an account, as its administrators manage them (R20)."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch, RestrictedError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm import audit
from crm.forms import TeamForm
from crm.middleware import AccountRequest
from crm.models import Account, TeamMember
from crm.views.access import administrators


@administrators
@transaction.atomic
def teams(request: AccountRequest) -> HttpResponse:
    # Locked, so that a double click does not found a team twice.
    account = Account.objects.select_for_update().get(pk=request.account.pk)
    form = TeamForm(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        team = form.save_team()
        audit.record(account, request.user, "teams.made", str(team))
        messages.success(request, _("The team %(name)s is made.") % {"name": team})
        return redirect("teams", account.slug)
    places = TeamMember.objects.filter(account=account).select_related("user").order_by("user__name", "user__email")
    shown = account.teams.prefetch_related(Prefetch("memberships", places)).order_by("name")
    return render(request, "crm/teams.html", {"teams": shown, "form": form})


@administrators
@transaction.atomic
def team(request: AccountRequest, pk: int) -> HttpResponse:
    account = Account.objects.select_for_update().get(pk=request.account.pk)
    found = get_object_or_404(account.teams, pk=pk)
    name = str(found)
    form = TeamForm(account, request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        changed = form.save_team()
        audit.record(account, request.user, "teams.changed", str(changed))
        messages.success(request, _("The team %(name)s is changed.") % {"name": changed})
        return redirect("teams", account.slug)
    return render(request, "crm/team.html", {"team": found, "name": name, "form": form})


@require_POST
@administrators
def disband(request: AccountRequest, pk: int) -> HttpResponse:
    """What is logged for the team stays; its addresses are their owners' again."""
    found = get_object_or_404(request.account.teams, pk=pk)
    try:
        with transaction.atomic():
            found.delete()
            audit.record(request.account, request.user, "teams.deleted", str(found))
    except RestrictedError:
        sentence = _("Some entries are private to the team %(name)s. Change who may see them first.")
        messages.error(request, sentence % {"name": found})
    else:
        messages.success(request, _("The team %(name)s is deleted.") % {"name": found})
    return redirect("teams", request.account.slug)
