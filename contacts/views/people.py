"""The pages of contacts."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from contacts.forms import ContactForm
from contacts.models import Company, Contact, Deal
from contacts.timeline import last_activity
from contacts.views import record
from contacts.views.listing import Column, Listing, render_list
from crm.middleware import AccountRequest

COLUMNS = (Column("added", ("-id",)), Column("name", ("last_name", "first_name", "id")))
MOST_DEALS = 20


@require_GET
def contacts(request: AccountRequest) -> HttpResponse:
    rows = Contact.objects.of(request.account).search(request.GET.get("q", ""))
    rows = rows.annotate(last_activity=last_activity(request.account, "contact", request.user))
    return render_list(Listing(request, rows, COLUMNS), "contacts/contacts")


@require_GET
def contact(request: AccountRequest, pk: int) -> HttpResponse:
    person = record.find(request, Contact, pk)
    deals = Deal.objects.of(request.account).with_contact(person).open_first()[:MOST_DEALS]
    return record.show(request, person, deals=deals)


@require_http_methods(["GET", "HEAD", "POST"])
def new_contact(request: AccountRequest) -> HttpResponse:
    """A new contact, with `?company=` of that company."""
    initial = {"owner": request.user, "company": record.asked(request, Company)}
    form = ContactForm(request.account, request.POST or None, initial=initial)
    return record.edit(request, form, _("New contact"))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_contact(request: AccountRequest, pk: int) -> HttpResponse:
    person = record.find(request, Contact, pk)
    form = ContactForm(request.account, request.POST or None, instance=person)
    return record.edit(request, form, _("Edit %(name)s") % {"name": person})


@require_http_methods(["GET", "HEAD", "POST"])
def delete_contact(request: AccountRequest, pk: int) -> HttpResponse:
    return record.delete(request, record.find(request, Contact, pk))
