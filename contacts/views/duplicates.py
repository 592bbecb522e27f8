"""The page of records that are probably the same."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from contacts.duplicates import SHOWN, suggestions
from contacts.models import Company, Contact
from crm.middleware import AccountRequest


@require_GET
def duplicates(request: AccountRequest, *, model: type[Contact] | type[Company]) -> HttpResponse:
    slug, is_people = request.account.slug, model is Contact
    found = suggestions(request.account, Contact) if is_people else suggestions(request.account, Company)
    tabs = [
        {"label": _("Contacts"), "url": reverse("contact_duplicates", args=[slug]), "current": is_people},
        {"label": _("Companies"), "url": reverse("company_duplicates", args=[slug]), "current": not is_people},
    ]
    context = {"found": found, "tabs": tabs, "kind": model.__name__.lower(), "is_full": len(found) == SHOWN}
    return render(request, "contacts/merge/duplicates.html", context)
