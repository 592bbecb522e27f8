"""Why is this here? The rules that brought a mail where it stands."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from crm.middleware import AccountRequest
from emaillog import because
from emaillog.views.email import find


@require_safe
def email_why(request: AccountRequest, pk: UUID) -> HttpResponse:
    found = find(request, pk)
    page = "emaillog/why/_groups.html" if request.htmx else "emaillog/why.html"
    return render(request, page, {"email": found, "groups": because.groups(found)})
