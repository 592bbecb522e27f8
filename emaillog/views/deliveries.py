"""The delivery log: what became of every mail that was sent to the logging addresses (R35)."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from contacts.paging import page_or_first
from crm.middleware import AccountRequest
from emaillog import downloads, intake
from emaillog.models import InboundMessage, Status

MORE = "mail-more"  # the id of "Load more", in whose place htmx puts the next page
ORDER = ("-received_at", "-id")
UNROUTED = "unrouted"
TABS: dict[str, tuple[str | Promise, tuple[Status, ...]]] = {
    "": (gettext_lazy("All"), ()),
    "logged": (gettext_lazy("Logged"), (Status.LOGGED, Status.DUPLICATE)),
    "not_logged": (gettext_lazy("Not logged"), (Status.NOT_LOGGED,)),
    "waiting": (gettext_lazy("Waiting"), (Status.RECEIVED,)),
    "failed": (gettext_lazy("Failed"), (Status.FAILED,)),
}


@require_safe
def mail(request: AccountRequest) -> HttpResponse:
    log = DeliveryLog(request)
    found = page_or_first(log.rows, order=ORDER, cursor=request.GET.get("cursor"))
    more = log.address(cursor=found.next) if found.next else ""
    page = "emaillog/deliveries/_rows.html" if request.htmx.target == MORE else "emaillog/deliveries.html"
    return render(request, page, {"log": log, "rows": found.items, "more": more, "more_id": MORE})


@require_safe
def delivery(request: AccountRequest, pk: int) -> HttpResponse:
    return render(request, "emaillog/delivery.html", {"inbound": find(request, pk)})


@require_safe
def delivery_message(request: AccountRequest, pk: int) -> HttpResponseBase:
    """The mail as it was received, for whoever sent it and for administrators."""
    inbound = find(request, pk)
    return downloads.sent(inbound.blob, f"{inbound.subject[:80] or _('message')}.eml", inbound.size)


@require_POST
def process_again(request: AccountRequest, pk: int) -> HttpResponse:
    inbound = find(request, pk)
    with transaction.atomic():
        if inbound.process_again():
            transaction.on_commit(lambda: intake.ring("process_inbound", [inbound.pk]))
            messages.success(request, _("The mail is being processed again; its outcome appears here in a moment."))
        else:
            messages.info(request, _("There is nothing to process: this mail is logged, or it is waiting already."))
    return redirect("delivery", request.account.slug, inbound.pk)


def find(request: AccountRequest, pk: int) -> InboundMessage:
    """What this reader may see: their own, an administrator's account, and unrouted mail for who runs the machine."""
    rows = seen_by(request) | unrouted() if request.user.is_staff else seen_by(request)
    return get_object_or_404(rows.select_related("logger", "email", "account"), pk=pk)


def seen_by(request: AccountRequest) -> QuerySet[InboundMessage]:
    rows = InboundMessage.objects.filter(account=request.account)
    return rows.visible_to(request.user, is_admin=request.membership.is_admin)


def unrouted() -> QuerySet[InboundMessage]:
    """The one query that begins at no account: this mail reached none."""
    return InboundMessage.objects.filter(account=None)


@dataclass(frozen=True)
class DeliveryLog:
    """What the address of the page asks for: whose mail, and with which outcome."""

    request: AccountRequest

    @property
    def tab(self) -> str:
        asked = self.request.GET.get("outcome", "")
        known = [*TABS, UNROUTED] if self.request.user.is_staff else [*TABS]
        return asked if asked in known else ""

    @property
    def mine_only(self) -> bool:
        return not self.request.membership.is_admin or self.request.GET.get("whose") == "mine"

    @property
    def rows(self) -> QuerySet[InboundMessage]:
        if self.tab == UNROUTED:
            return unrouted()
        rows = seen_by(self.request).select_related("logger")
        rows = rows.filter(logger=self.request.user) if self.mine_only else rows
        statuses = TABS[self.tab][1]
        return rows.filter(status__in=statuses) if statuses else rows

    @property
    def tabs(self) -> list[dict[str, object]]:
        shown = {key: label for key, (label, _statuses) in TABS.items()}
        if self.request.user.is_staff:
            shown[UNROUTED] = _("Unrouted")
        return [
            {"label": label, "url": self.address(outcome=key), "current": key == self.tab}
            for key, label in shown.items()
        ]

    @property
    def all_url(self) -> str:
        return self.address(whose="")

    @property
    def mine_url(self) -> str:
        return self.address(whose="mine")

    def address(self, **changed: str) -> str:
        """This page with something else asked for."""
        asked = {"outcome": self.tab, "whose": self.request.GET.get("whose", "")} | changed
        return "?" + urlencode({key: value for key, value in asked.items() if value})
