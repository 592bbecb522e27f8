"""Testing an address: the user sends a mail, and the page ticks off how far it came."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from crm.middleware import AccountRequest
from emaillog import foretold
from emaillog.models import InboundMessage, LoggingAddress, Rehearsal

STEPS = "rehearsal"  # the id of what htmx asks for anew


@require_POST
def begin_test(request: AccountRequest, pk: int) -> HttpResponse:
    """Begins a test, or leads back to the one that is running."""
    address = get_object_or_404(LoggingAddress.objects.working().filter(account=request.account), pk=pk)
    mine = own(request).filter(address=address, received_at=None, ends_at__gt=timezone.now())
    rehearsal = mine.first() or Rehearsal.objects.create(account=request.account, user=request.user, address=address)
    return redirect("address_test", request.account.slug, rehearsal.pk)


@require_safe
def address_test(request: AccountRequest, pk: int) -> HttpResponse:
    rehearsal = get_object_or_404(own(request).select_related("address"), pk=pk)
    state = state_of(rehearsal)
    is_part = request.htmx.target == STEPS
    if is_part and request.GET.get("seen") == state:
        return HttpResponse(status=204)  # said again, it would be read aloud again
    page = "emaillog/integrations/_rehearsal.html" if is_part else "emaillog/integrations/rehearsal.html"
    found = foretold.read(rehearsal.found)
    return render(request, page, {"rehearsal": rehearsal, "state": state, "found": found})


def own(request: AccountRequest) -> QuerySet[Rehearsal]:
    """A test is seen by nobody but who made it: it tells of a mail of theirs."""
    return Rehearsal.objects.filter(account=request.account, user=request.user)


def state_of(rehearsal: Rehearsal) -> str:
    """Received and read; over; some mail has come in and is being read; none has."""
    if rehearsal.received_at:
        return f"read-{rehearsal.received_at.timestamp()}"
    if not rehearsal.is_running:
        return "over"
    arrived = InboundMessage.objects.waiting().filter(account=rehearsal.account_id, address=rehearsal.address_id)
    return "arrived" if arrived.filter(received_at__gte=rehearsal.started_at).exists() else "waiting"
