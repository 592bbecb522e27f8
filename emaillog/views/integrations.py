"""Settings > Integrations > Email integrations, tab "Log and track" (R13, R23)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from crm.middleware import AccountRequest
from emaillog import address_book
from emaillog.first_steps import first_steps
from emaillog.mail_programs import MAIL_PROGRAMS
from emaillog.models import LoggingAddress, LoggingRules

FIRST_STEPS = "first-steps"  # the id of what htmx asks for anew


@require_safe
def email_integrations(request: AccountRequest) -> HttpResponse:
    steps = first_steps(request.account, request.user)
    missing = [step for step in steps if not step.is_done]
    context = {"steps": steps, "missing": missing, "done": len(steps) - len(missing)}
    if request.htmx.target == FIRST_STEPS:
        return render(request, "emaillog/integrations/_first_steps.html", context)
    bcc, forwarding = LoggingAddress.objects.pair(request.account)
    context |= {"bcc": bcc, "forwarding": forwarding, "rules": LoggingRules.of(request.account)}
    context["clients"] = MAIL_PROGRAMS
    context["in_grace"] = LoggingAddress.objects.working().in_grace().filter(account=request.account).order_by("pk")
    return render(request, "emaillog/integrations.html", context)


@require_safe
def vcards(request: AccountRequest) -> HttpResponse:
    """Both addresses as one file for an address book (RFC 6350)."""
    cards = map(address_book.vcard, LoggingAddress.objects.pair(request.account))
    answer = HttpResponse("".join(cards), content_type="text/vcard; charset=utf-8")
    answer["Content-Disposition"] = str(content_disposition_header(True, "Blindcopy.vcf"))  # noqa: FBT003
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def qr_codes(request: AccountRequest) -> HttpResponse:
    """On a page of their own: whoever sees them over a shoulder has the addresses."""
    codes = [(address, address_book.qr_code(address)) for address in LoggingAddress.objects.pair(request.account)]
    return render(request, "emaillog/integrations/qr_codes.html", {"codes": codes})
