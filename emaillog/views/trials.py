"""Trying a mail: put in a file and read what would become of it. Only the workers read mail."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from crm.middleware import AccountRequest
from emaillog import foretold, intake, trying
from emaillog.forms.trial import TrialForm
from emaillog.models import LoggingAddress, Route, Trial

RESULT = "trial"  # the id of what htmx asks for anew


@require_http_methods(["GET", "HEAD", "POST"])
def try_mail(request: AccountRequest) -> HttpResponse:
    form = TrialForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("mail_tried", request.account.slug, started(request, form))
        except intake.NoSpaceError:
            form.add_error("file", _("There is no room to keep the file for a moment: try again later."))
        except OSError:
            form.add_error("file", _("The file store does not answer. Try again in a minute."))
    return render(request, "emaillog/integrations/try.html", {"form": form})


def started(request: AccountRequest, form: TrialForm) -> int:
    intake.check_space()
    pair = LoggingAddress.objects.pair(request.account)
    address = next(one for one in pair if one.route == Route(form.cleaned_data["route"]))
    file = form.cleaned_data["file"]
    return trying.start(request.account, request.user, address, file.name, file).pk


@require_safe
def mail_tried(request: AccountRequest, pk: int) -> HttpResponse:
    """Seen by nobody but who put the file in: it may be anything."""
    trial = get_object_or_404(
        Trial.objects.select_related("address"), account=request.account, user=request.user, pk=pk
    )
    is_part = request.htmx.target == RESULT
    if is_part and trial.is_waiting:
        return HttpResponse(status=204)
    page = "emaillog/integrations/_trial.html" if is_part else "emaillog/integrations/trial.html"
    return render(request, page, {"trial": trial, "found": foretold.read(trial.found)})
