"""The pages of deals."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.filters import DealFilters
from contacts.forms import DealForm, StageForm
from contacts.models import Company, Contact, Deal
from contacts.pipeline import by_course
from contacts.sheets import DEALS
from contacts.stages import Stages
from contacts.views import record
from contacts.views.listing import Listing, render_list
from crm.middleware import AccountRequest


@require_GET
def deals(request: AccountRequest) -> HttpResponse:
    return render_list(request, DEALS, by_stage)


def by_stage(listing: Listing) -> dict[str, object]:
    """What the list holds at each stage of each pipeline, whichever of the stages it is narrowed to."""
    filters = listing.filters
    assert isinstance(filters, DealFilters)  # noqa: S101
    rows = filters.narrow(listing.searched, but="stage")
    query = f"?{listing.query}" if listing.query else ""
    return {"courses": by_course(rows, filters.stages, filters.courses), "switch_query": query}


@require_GET
def deal(request: AccountRequest, pk: int) -> HttpResponse:
    return record.show(request, record.find(request, Deal, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def new_deal(request: AccountRequest) -> HttpResponse:
    """A new deal, with `?contact=` or `?company=` begun from that record."""
    person, company = record.asked(request, Contact), record.asked(request, Company)
    initial = {
        "owner": request.user,
        "people": [person.pk] if person else [],
        "company": company or (person and person.company),
    }
    form = DealForm(request.account, request.POST or None, initial=initial)
    return record.edit(request, form, _("New deal"))


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def edit_deal(request: AccountRequest, pk: int) -> HttpResponse:
    found = record.find_to_save(request, Deal, pk)
    form = DealForm(request.account, request.POST or None, instance=found)
    return record.edit(request, form, _("Edit %(name)s") % {"name": found})


@require_http_methods(["GET", "HEAD", "POST"])
def delete_deal(request: AccountRequest, pk: int) -> HttpResponse:
    return record.delete(request, record.find(request, Deal, pk))


@require_GET
def where_to(request: AccountRequest, pk: int) -> HttpResponse:
    """The stages to move a deal to; where scripts run, the board asks in place."""
    found, stages = record.find(request, Deal, pk), Stages(request.account)
    back = request.GET.get("next", "")
    return render(request, "contacts/board/move.html", {"deal": found, "stages": stages.along(found), "next": back})


@require_POST
def move_deal(request: AccountRequest, pk: int) -> HttpResponse:
    """To another stage; goes back to where it was asked for."""
    found, stages = record.find(request, Deal, pk), Stages(request.account)
    form = StageForm(stages, request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(_("There is no such stage."))
    stages.put(found, form.cleaned_data["stage"])
    found.save(update_fields=["stage", "pipeline", "opened_at", "closed_at"])
    stage = stages.name(found.stage)
    messages.success(request, _("%(deal)s is now in “%(stage)s”.") % {"deal": found, "stage": stage})
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else found)
