"""Whether mail from an address is a user's or a team's (R20)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contacts.addresses import normalised
from crm.middleware import AccountRequest
from crm.models import Account, Team
from emaillog import registering
from emaillog.forms.addresses import MarkForm
from emaillog.ownership import members_of
from emaillog.staff import Claim, Staff
from emaillog.views.addresses import addresses_page

Claims = tuple[Claim, ...]


@require_POST
@transaction.atomic
def address_team(request: AccountRequest) -> HttpResponse:
    # Locked, so that a double click founds one team.
    account = Account.objects.select_for_update().get(pk=request.account.pk)
    form = MarkForm(account, request.POST)
    if not form.is_valid():
        return addresses_page(request, sent=form)
    people, address = Staff.of(account), normalised(form.cleaned_data["address"])
    claims = people.claims.get(address, ())
    if not (request.membership.is_admin and claims) and request.user.pk not in registering.owners_of(claims):
        raise Http404("Nobody here logs from this address, or others do.")
    team, now = _chosen(form, claims), registering.team_of(people, address)
    if team is None and now is None:
        form.add_error("new_team", _("Choose a team, or name a new one."))
        return addresses_page(request, sent=form)
    _check(request, claims, now, team)
    registering.mark(account, address, claims, team)
    sentence = _("Mail from %(address)s is logged for the team %(team)s from now on.")
    if team is None:
        sentence = _("Mail from %(address)s is logged for whoever registered the address from now on.")
    messages.success(request, sentence % {"address": address, "team": team})
    return redirect("mail_addresses", account.slug)


def _chosen(form: MarkForm, claims: Claims) -> Team | None:
    """A new team of the owners if it was named, else the chosen one; None: no team any more."""
    if name := form.cleaned_data["new_team"]:
        return Team.objects.found(form.account, name, registering.owners_of(claims))
    pk = form.cleaned_data["team"]
    return get_object_or_404(Team, account=form.account, pk=pk) if pk else None


def _check(request: AccountRequest, claims: Claims, now: Claim | None, team: Team | None) -> None:
    members = members_of(request.account)
    concerned = [pk for pk in (now and now.team, team and team.pk) if pk]
    if not registering.may_mark(request.membership, claims, *(members.get(pk, set()) for pk in concerned)):
        raise PermissionDenied(_("Not everybody who has this address is in the team: ask an administrator."))
