"""Settings > Import and export: what was imported, lists to export, and the whole account."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contacts.models import Import
from contacts.sheets import SHEETS
from crm import audit
from crm.middleware import AccountRequest
from crm.views.access import administrators
from emaillog import downloads
from emaillog.exporting import accounts
from emaillog.models import AccountExport

EXPORTS = "account-exports"  # the id of what htmx asks for anew
MOST_SHOWN = 20


@require_safe
def import_export(request: AccountRequest) -> HttpResponse:
    """Everybody may export lists; administrators import, and export all that they may see."""
    exports = list(accounts.fresh(request.account, request.user)[:MOST_SHOWN]) if request.membership.is_admin else []
    context = {"exports": exports, "is_waiting": any(export.is_waiting for export in exports)}
    if request.htmx.target == EXPORTS:
        return render(request, "emaillog/transfer/_exports.html", context)
    imports = Import.objects.filter(account=request.account).select_related("user").order_by("-created_at", "-id")
    context |= {"imports": list(imports[:MOST_SHOWN]) if request.membership.is_admin else [], "sheets": SHEETS}
    return render(request, "emaillog/transfer/page.html", context)


@require_POST
@administrators
def export_everything(request: AccountRequest) -> HttpResponse:
    accounts.ask(request.account, request.user)
    messages.success(request, _("The archive is being written. You can leave this page; it will be here for a week."))
    return redirect("import_export", request.account.slug)


@require_safe
@administrators
def account_export(request: AccountRequest, pk: int) -> HttpResponseBase:
    """Only one's own: it holds what is private to its reader."""
    ready = accounts.fresh(request.account, request.user).filter(status=AccountExport.Status.DONE)
    export = get_object_or_404(ready.select_related("account"), pk=pk)
    audit.record(request.account, request.user, "exports.downloaded")
    return downloads.sent(export.blob, export.name, export.size)
