"""The pages of contacts."""

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from contacts.forms import ContactForm
from contacts.models import Company, Contact
from contacts.sheets import CONTACTS
from contacts.views import record
from contacts.views.listing import render_list
from crm.middleware import AccountRequest


@require_GET
def contacts(request: AccountRequest) -> HttpResponse:
    return render_list(request, CONTACTS)


@require_GET
def contact(request: AccountRequest, pk: int) -> HttpResponse:
    return record.page(request, Contact, pk)


@require_http_methods(["GET", "HEAD", "POST"])
def new_contact(request: AccountRequest) -> HttpResponse:
    """A new contact, with `?company=` of that company."""
    initial = {"owner": request.user, "company": record.asked(request, Company)}
    form = ContactForm(request.account, request.POST or None, initial=initial)
    return record.edit(request, form, _("New contact"))


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def edit_contact(request: AccountRequest, pk: int) -> HttpResponse:
    person = record.find_to_save(request, Contact, pk)
    form = ContactForm(request.account, request.POST or None, instance=person)
    return record.edit(request, form, _("Edit %(name)s") % {"name": person})


@require_http_methods(["GET", "HEAD", "POST"])
def delete_contact(request: AccountRequest, pk: int) -> HttpResponse:
    return record.delete(request, record.find(request, Contact, pk))
