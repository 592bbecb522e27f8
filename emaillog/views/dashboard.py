"""The first page of an account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.frame import Frame
from crm.middleware import AccountRequest
from emaillog.dashboard import bars, deals, team
from emaillog.dashboard.day import Day
from emaillog.first_steps import first_steps


@require_safe
def dashboard(request: AccountRequest) -> HttpResponse:
    day, logged = Day(request.account, request.user), team.logged(request.account)
    steps = [] if request.membership.hides_first_steps else first_steps(request.account, request.user)
    done = sum(step.is_done for step in steps)
    context = {
        # Translators: a day with its weekday, in the letters of Django's date filter
        "today": date_format(timezone.localdate(), _("l, F j")),
        "tasks": list(day.tasks),
        "mails": list(day.mails),
        "quiet_deals": list(day.quiet_deals),
        "has_deals": day.has_deals,
        "logged": logged,
        "bars": bars.bars(logged),
        "chart": bars,
        "pipelines": deals.by_stage(request.account),
        "steps": steps,
        "done": done,
        "missing": len(steps) - done,
    }
    return render(request, "emaillog/dashboard.html", context)


@require_POST
def hide_first_steps(request: AccountRequest) -> HttpResponse:
    request.membership.hides_first_steps = True
    request.membership.save(update_fields=["hides_first_steps"])
    messages.success(request, _("Hidden. They stand under Settings > Email integrations."))
    return redirect("account", request.account.slug)


@login_required
def start(request: HttpRequest) -> HttpResponse:
    """Where signing in leads: to the first page of the account entered last."""
    account = Frame(request).account
    if account is None:
        raise Http404("You belong to no account: ask an administrator to invite you.")
    return redirect("account", account.slug)
