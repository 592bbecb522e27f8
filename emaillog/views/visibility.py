"""Who can see a mail."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm.middleware import AccountRequest
from emaillog import visibility
from emaillog.models import LoggedEmail
from emaillog.views.email import find


@require_http_methods(["GET", "HEAD", "POST"])
def email_visibility(request: AccountRequest, pk: UUID) -> HttpResponse:
    email = find(request, pk)
    if not visibility.may_change(email, request.membership):
        raise PermissionDenied(_("Only who logged the mail and administrators may do that."))
    choices = visibility.choices(email)
    if request.method == "POST":
        return changed(request, email, choices)
    context = {"email": email, "choices": choices, "current": visibility.now(email)}
    return render(request, "emaillog/visibility.html", context)


def changed(request: AccountRequest, email: LoggedEmail, choices: list[visibility.Choice]) -> HttpResponse:
    chosen = next((each for each in choices if each.key == request.POST.get("visible_to")), None)
    if chosen is None:
        return HttpResponseBadRequest(_("There is no such choice."))
    visibility.show_only(email, chosen, request.user)
    messages.success(request, _("The mail can now be seen by: %(who)s.") % {"who": chosen.label})
    seen = LoggedEmail.objects.filter(account=request.account, pk=email.pk).seen_by(request.user)
    return redirect(email) if seen.exists() else redirect("mail", request.account.slug)
