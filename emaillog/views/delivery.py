"""One received mail in the delivery log: what was understood of it, and what can be done about it (R32, R35)."""

from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.middleware import AccountRequest
from crm.views.access import administrators
from emaillog import downloads, offers, retention, reviewing, visibility
from emaillog.models import InboundMessage, LoggingRules
from emaillog.views import back
from emaillog.views.deliveries import seen_by, unrouted
from emaillog.views.picker import PICKER, Picker

SHOWN = ("logger", "team", "email", "account", "address", "notice__user")


@require_safe
def delivery(request: AccountRequest, pk: int) -> HttpResponse:
    inbound = find(request, pk)
    picker = Picker(request, inbound)
    context = {
        "inbound": inbound,
        "offers": picker.offers,
        "one_click": [offer for offer in picker.offers if not offer.needs_contact],
        "picker": picker,
        "picker_id": PICKER,
        "can_be_blocked": request.membership.is_admin and reviewing.can_be_blocked(inbound),
        "own_address_url": own_address_url(request, inbound),
        "dealt_with_by": reviewing.who_dealt_with(inbound) if inbound.decision else None,
        "kept_until": retention.kept_until(inbound, LoggingRules.of(request.account)),
    }
    page = "emaillog/deliveries/_picker.html" if request.htmx.target == PICKER else "emaillog/delivery.html"
    return render(request, page, context)


@require_safe
def delivery_message(request: AccountRequest, pk: int) -> HttpResponseBase:
    """The mail as it was received, for whoever sent it and for administrators, unless it is private."""
    inbound = find(request, pk)
    is_private = getattr(inbound, "is_withheld", False) or visibility.holds_private(inbound, request.user)
    if not inbound.blob or is_private:
        return render(request, "emaillog/message_gone.html", {"inbound": inbound}, status=404)
    name = inbound.subject[:80] or _("message")
    return downloads.sent(inbound.blob, f"{name}.eml", inbound.size)


@require_POST
@transaction.atomic
def delivery_log(request: AccountRequest, pk: int) -> HttpResponse:
    """Logs a refused mail in one of the ways that are offered, for a chosen or a new contact where one is named."""
    inbound = find_to_act_on(request, pk)
    ways = {offer.key: offer for offer in offers.of(inbound, request.membership)}
    offer = ways.get(request.POST.get("how", ""))
    if offer is None:
        return answer(request, inbound, is_done=False)
    contact = Picker(request, inbound).chosen()
    if contact is None and offer.needs_contact:
        messages.warning(request, _("Choose the contact that it is about."))
        return redirect("delivery", request.account.slug, inbound.pk)
    return answer(request, inbound, is_done=reviewing.log(inbound, request.user, offer, contact))


@require_POST
@transaction.atomic
def process_again(request: AccountRequest, pk: int) -> HttpResponse:
    inbound = find_to_act_on(request, pk)
    done = _("The mail comes back to the timelines in a moment.") if back.named(request) else ""
    return answer(request, inbound, done, is_done=reviewing.process_again(inbound, request.user))


@require_POST
def delivery_reject(request: AccountRequest, pk: int) -> HttpResponse:
    inbound = find_to_act_on(request, pk)
    is_done = reviewing.reject(inbound, request.user)
    return answer(request, inbound, _("It is rejected. Its page can take that back."), is_done=is_done)


@require_POST
@administrators
@transaction.atomic
def delivery_block(request: AccountRequest, pk: int) -> HttpResponse:
    inbound = find_to_act_on(request, pk)
    if not reviewing.can_be_blocked(inbound):
        return answer(request, inbound, is_done=False)
    reviewing.block(inbound, request.user)
    done = _("%(sender)s is blocked: nothing more from there waits for review.") % {"sender": inbound.sender}
    return answer(request, inbound, done, is_done=True)


def own_address_url(request: AccountRequest, inbound: InboundMessage) -> str:
    """Where the reader can prove that the sender's address is theirs, so that its mail is logged as theirs."""
    if not reviewing.can_be_blocked(inbound):
        return ""
    return f"{reverse('mail_addresses', args=[request.account.slug])}?{urlencode({'address': inbound.sender})}"


def answer(request: AccountRequest, inbound: InboundMessage, done: str = "", *, is_done: bool) -> HttpResponse:
    """Says what was done, or that somebody else was first, where the person came from: the list or the mail's page."""
    if is_done:
        messages.success(request, done or _("The mail is being processed; its outcome appears here in a moment."))
    else:
        messages.info(request, too_late(request, inbound.pk))
    if came_from := back.named(request):
        return redirect(came_from)
    if request.POST.get("back", "").startswith("?"):
        return back.to_list(request, "mail")
    return redirect("delivery", request.account.slug, inbound.pk)


def too_late(request: AccountRequest, pk: int) -> str:
    now = find(request, pk)
    who = reviewing.who_dealt_with(now)
    outcome = {"outcome": now.get_status_display(), "who": who}
    if who and who != request.user:
        return _("%(who)s was first. It is now: %(outcome)s.") % outcome
    return _("There is nothing left to do for this mail. It is: %(outcome)s.") % outcome


def find_to_act_on(request: AccountRequest, pk: int) -> InboundMessage:
    """Nobody acts on what they may not read."""
    inbound = find(request, pk)
    if getattr(inbound, "is_withheld", False):
        raise Http404("This mail is private to others.")
    return inbound


def find(request: AccountRequest, pk: int) -> InboundMessage:
    """What this reader may see: their own, an administrator's account, and unrouted mail for who runs the machine."""
    seen = seen_by(request.membership)
    rows = seen | unrouted().withholding_from(request.user) if request.user.is_staff else seen
    return get_object_or_404(rows.select_related(*SHOWN), pk=pk)
