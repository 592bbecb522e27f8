"""Settings > Never log: whose mail is nobody's business here (R33)."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from crm import audit
from crm.middleware import AccountRequest
from emaillog.forms.never_log import EVERYBODY, MINE, NeverLogForm
from emaillog.models import NeverLog
from emaillog.views import back

REMOVED = "never_log_removed"  # in the session: what the next page offers to take back


@require_http_methods(["GET", "HEAD", "POST"])
def never_log(request: AccountRequest) -> HttpResponse:
    form = NeverLogForm(request.membership, request.POST or None)
    came_from = back.named(request)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            if form.is_for_everybody:
                audit.record_all(request.account, request.user, "never_log.added", form.cleaned_data["patterns"])
        say(request, form, came_from)
        return redirect(came_from or request.path)
    if request.method == "POST" and came_from:
        messages.info(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect(came_from)
    rows = list(lists(request).order_by("pattern"))
    context = {
        "form": form,
        "mine": [row for row in rows if row.user_id],
        "everybodys": [row for row in rows if not row.user_id],
        "removed": request.session.pop(f"{REMOVED}_{request.account.pk}", None),
    }
    return render(request, "emaillog/never_log.html", context)


@require_POST
def never_log_removal(request: AccountRequest, pk: int) -> HttpResponse:
    """Takes an entry off its list; the page then offers to put it back, unless that is where one comes from."""
    row = get_object_or_404(removable(request), pk=pk)
    with transaction.atomic():
        row.delete()
        if row.user_id is None:
            audit.record(request.account, request.user, "never_log.removed", row.pattern)
    if came_from := back.named(request):
        messages.success(request, _("%(pattern)s is off the list.") % {"pattern": row.pattern})
        return redirect(came_from)
    request.session[f"{REMOVED}_{request.account.pk}"] = described(row)
    return redirect("never_log", request.account.slug)


def lists(request: AccountRequest) -> QuerySet[NeverLog]:
    """The reader's own list and the account's."""
    rows = NeverLog.objects.filter(account=request.account)
    return rows.filter(Q(user=request.user) | Q(user__isnull=True))


def removable(request: AccountRequest) -> QuerySet[NeverLog]:
    return lists(request) if request.membership.is_admin else lists(request).filter(user=request.user)


def described(row: NeverLog) -> dict[str, Any]:
    """The fields of the form that would put it back."""
    whose = MINE if row.user_id else EVERYBODY
    return {"patterns": row.pattern, "with_subdomains": row.with_subdomains, "whose": whose}


def say(request: AccountRequest, form: NeverLogForm, came_from: str) -> None:
    """What was done; where it was a click on another page, with the offer there to take it back."""
    patterns = form.cleaned_data["patterns"]
    if not came_from or len(patterns) > 1:
        messages.success(request, added(patterns))
        return
    row = form.rows.get(pattern=patterns[0])
    back.offer(request, "never_log_removal", row.pk, added(patterns), came_from)


def added(patterns: list[str]) -> str:
    if len(patterns) == 1:
        return _("Mail with %s is never logged from now on. What is logged already stays.") % patterns[0]
    sentence = ngettext(
        "%(number)d entry is on the list from now on. What is logged already stays.",
        "%(number)d entries are on the list from now on. What is logged already stays.",
        len(patterns),
    )
    return sentence % {"number": len(patterns)}
