"""Settings > Integrations > Email integrations, tab "Log and track" (R13, R23)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from crm.middleware import AccountRequest
from emaillog.models import LoggingAddress, LoggingRules


@require_safe
def email_integrations(request: AccountRequest) -> HttpResponse:
    bcc, forwarding = LoggingAddress.objects.pair(request.account)
    rules = LoggingRules.of(request.account)
    context = {"bcc": bcc, "forwarding": forwarding, "rules": rules}
    return render(request, "emaillog/integrations.html", context)
