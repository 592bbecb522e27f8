"""The pages of companies."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from contacts.forms import CompanyForm
from contacts.models import Company, Contact, Deal
from contacts.timeline import last_activity
from contacts.views import record
from contacts.views.listing import Column, Listing, render_list
from crm.middleware import AccountRequest

COLUMNS = (Column("name", ("name", "id")), Column("added", ("-id",)))
MOST_PEOPLE = MOST_DEALS = 20


@require_GET
def companies(request: AccountRequest) -> HttpResponse:
    rows = Company.objects.of(request.account).search(request.GET.get("q", ""))
    rows = rows.annotate(last_activity=last_activity(request.account, "company", request.user))
    return render_list(Listing(request, rows, COLUMNS), "contacts/companies")


@require_GET
def company(request: AccountRequest, pk: int) -> HttpResponse:
    found = record.find(request, Company, pk)
    people = Contact.objects.of(request.account).filter(company=found).order_by("-id")[:MOST_PEOPLE]
    deals = Deal.objects.of(request.account).filter(company=found).open_first()[:MOST_DEALS]
    return record.show(request, found, people=people, deals=deals)


@require_http_methods(["GET", "HEAD", "POST"])
def new_company(request: AccountRequest) -> HttpResponse:
    form = CompanyForm(request.account, request.POST or None, initial={"owner": request.user})
    return record.edit(request, form, _("New company"))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_company(request: AccountRequest, pk: int) -> HttpResponse:
    found = record.find(request, Company, pk)
    form = CompanyForm(request.account, request.POST or None, instance=found)
    return record.edit(request, form, _("Edit %(name)s") % {"name": found})


@require_http_methods(["GET", "HEAD", "POST"])
def delete_company(request: AccountRequest, pk: int) -> HttpResponse:
    return record.delete(request, record.find(request, Company, pk))
