"""What is suggested while somebody types the name of a company into a form."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from contacts.models import Company
from contacts.searching.asked import Asked
from contacts.searching.companies import asked_for, suggested
from contacts.searching.marking import marked
from contacts.searching.words import words
from crm.middleware import AccountRequest

FOUND = "_found"  # ends the id of the element that htmx fills; before it stands the id of the field


@require_safe
def company_choices(request: AccountRequest) -> HttpResponse:
    if not request.htmx:
        return redirect("companies", request.account.slug)
    asked = asked_for(request.GET.get("company_name", ""))
    found = [row(company, asked) for company in suggested(request.account, asked)]
    place = (request.htmx.target or "").removesuffix(FOUND)
    context = {"found": found, "asked": asked, "place": place, "slug": request.account.slug}
    return render(request, "contacts/choosing/_found.html", context)


def row(company: Company, asked: Asked) -> dict[str, object]:
    """Its name, and of its domains the one that was asked for, else the first."""
    domains = company.domain_names
    named = [domain for domain in domains if any(term.is_in(words(domain)) for term in asked.terms)]
    return {
        "pk": company.pk,
        "name": company.name,
        "marked": marked(company.name, asked.terms),
        "domain": marked(next(iter(named or domains), ""), asked.terms),
    }
