"""The pages of companies."""

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from contacts.forms import CompanyForm
from contacts.models import Company
from contacts.sheets import COMPANIES
from contacts.views import record
from contacts.views.listing import render_list
from crm.middleware import AccountRequest


@require_GET
def companies(request: AccountRequest) -> HttpResponse:
    return render_list(request, COMPANIES)


@require_GET
def company(request: AccountRequest, pk: int) -> HttpResponse:
    return record.page(request, Company, pk)


@require_http_methods(["GET", "HEAD", "POST"])
def new_company(request: AccountRequest) -> HttpResponse:
    """A new company, with `?name=` of that name."""
    initial = {"owner": request.user, "name": request.GET.get("name", "")}
    form = CompanyForm(request.account, request.POST or None, initial=initial)
    return record.edit(request, form, _("New company"))


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def edit_company(request: AccountRequest, pk: int) -> HttpResponse:
    found = record.find_to_save(request, Company, pk)
    form = CompanyForm(request.account, request.POST or None, instance=found)
    return record.edit(request, form, _("Edit %(name)s") % {"name": found})


@require_http_methods(["GET", "HEAD", "POST"])
def delete_company(request: AccountRequest, pk: int) -> HttpResponse:
    return record.delete(request, record.find(request, Company, pk))
