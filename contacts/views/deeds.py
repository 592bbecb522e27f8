"""What somebody did to many records of a list: how far it is, and taking it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from contacts.bulk import undoing
from contacts.bulk.progress import Progress, back_said
from contacts.bulk.undoing import TooLate
from contacts.models import BulkAction
from contacts.sheets import SHEETS
from crm.middleware import AccountRequest

PAGES: dict[str, str] = {sheet.kind: sheet.page for sheet in SHEETS.values()}


@require_POST
def undo(request: AccountRequest, pk: int) -> HttpResponse:
    """Only of one's own."""
    action = own(request, pk)
    try:
        count = undoing.undo(action, request.user)
    except TooLate:
        messages.warning(request, _("It is too late to take this back."))
    else:
        if count is None:
            watch(request, action)
        else:
            messages.success(request, back_said(count))
    return redirect(way_back(request, action))


def way_back(request: AccountRequest, action: BulkAction) -> str:
    """The list as it was when this was offered."""
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if is_ours else reverse(PAGES[action.kind], args=[request.account.slug])


@require_GET
def progress(request: AccountRequest, pk: int) -> HttpResponse:
    """How far a change is, for the line above the list; without scripts the list says it when it is loaded."""
    action = own(request, pk)
    if not request.htmx:
        return redirect(PAGES[action.kind], request.account.slug)
    work = Progress(action)
    if work.is_over:
        request.session.pop(work_key(request), None)
    return render(request, "contacts/bulk/_work.html", {"work": work})


def own(request: AccountRequest, pk: int) -> BulkAction:
    return get_object_or_404(BulkAction, account=request.account, user=request.user, pk=pk, kind__in=PAGES)


def watch(request: AccountRequest, action: BulkAction) -> None:
    """From now on the list says how far it is."""
    request.session[work_key(request)] = action.pk


def work_of(request: AccountRequest, kind: str) -> Progress | None:
    """What the workers change here for the person, and once more when they are through."""
    pk = request.session.get(work_key(request))
    found = BulkAction.objects.filter(account=request.account, user=request.user, kind=kind, pk=pk or 0)
    action = found.first() if pk else None
    work = Progress(action) if action else None
    if work and work.is_over:
        del request.session[work_key(request)]
    return work


def work_key(request: AccountRequest) -> str:
    return f"work_{request.account.pk}"
