"""The pages of deals."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.forms import DealForm, StageForm
from contacts.models import Company, Contact, Deal, Stage
from contacts.pipeline import Pipeline
from contacts.timeline import last_activity
from contacts.views import record
from contacts.views.listing import Column, Listing, render_list
from crm.middleware import AccountRequest

COLUMNS = (Column("opened", ("-opened_at", "-id")), Column("added", ("-id",)))


@require_GET
def deals(request: AccountRequest) -> HttpResponse:
    pipeline = Pipeline(request.account, request.GET.get("stage", ""))
    rows = pipeline.chosen(Deal.objects.of(request.account)).search(request.GET.get("q", ""))
    rows = rows.annotate(last_activity=last_activity(request.account, "deal", request.user))
    return render_list(
        Listing(request, rows, COLUMNS), "contacts/deals", pipeline=pipeline, stage=pipeline.stage, stages=Stage.choices
    )


@require_GET
def deal(request: AccountRequest, pk: int) -> HttpResponse:
    return record.show(request, record.find(request, Deal, pk), stages=Stage.choices)


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
def edit_deal(request: AccountRequest, pk: int) -> HttpResponse:
    found = record.find(request, Deal, pk)
    form = DealForm(request.account, request.POST or None, instance=found)
    return record.edit(request, form, _("Edit %(name)s") % {"name": found})


@require_http_methods(["GET", "HEAD", "POST"])
def delete_deal(request: AccountRequest, pk: int) -> HttpResponse:
    return record.delete(request, record.find(request, Deal, pk))


@require_POST
def move_deal(request: AccountRequest, pk: int) -> HttpResponse:
    """To another stage; goes back to where it was asked for."""
    found, form = record.find(request, Deal, pk), StageForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(_("There is no such stage."))
    found.move_to(Stage(form.cleaned_data["stage"]))
    found.save(update_fields=["stage", "opened_at", "closed_at"])
    messages.success(
        request, _("%(deal)s is now in “%(stage)s”.") % {"deal": found, "stage": found.get_stage_display()}
    )
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else found)
