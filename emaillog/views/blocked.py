"""Settings > Mail > Blocked senders: strangers of whose mail nothing waits for review."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm import audit
from crm.middleware import AccountRequest
from crm.paging import page_or_first
from crm.views.access import administrators
from emaillog.models import BlockedSender


@require_safe
@administrators
def blocked_senders(request: AccountRequest) -> HttpResponse:
    rows = BlockedSender.objects.filter(account=request.account).select_related("user")
    page = page_or_first(rows, order=("address",), cursor=request.GET.get("cursor"))
    return render(request, "emaillog/blocked_senders.html", {"page": page})


@require_POST
@administrators
@transaction.atomic
def unblock(request: AccountRequest, pk: int) -> HttpResponse:
    """What the sender wrote meanwhile stays in the delivery log, where it can be processed again."""
    sender = get_object_or_404(BlockedSender, account=request.account, pk=pk)
    sender.delete()
    audit.record(request.account, request.user, "senders.unblocked", str(sender))
    messages.success(
        request, _("%(sender)s is no longer blocked. Earlier mail can be processed again.") % {"sender": sender}
    )
    return redirect("blocked_senders", request.account.slug)
