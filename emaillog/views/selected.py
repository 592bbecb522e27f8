"""What is done to many mails of the delivery log at once."""

from collections.abc import Iterator

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from crm import ids
from crm.middleware import AccountRequest
from crm.paging import SIZE
from emaillog import reviewing
from emaillog.reviewing import Act, Result
from emaillog.views import back
from emaillog.views.deliveries import seen_by

ACTS: dict[str, Act] = {
    "log": reviewing.log_as_likely,
    "again": lambda inbound, membership: reviewing.process_again(inbound, membership.user),
    "reject": lambda inbound, membership: reviewing.reject(inbound, membership.user),
}


@require_POST
def selected(request: AccountRequest) -> HttpResponse:
    """Ids of others, and of mail that is private to others, are left out in silence: the page never offered them."""
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        raise BadRequest("No such action.")
    asked = ids.read_all(request.POST.getlist("chosen"))
    rows = seen_by(request.membership).filter(pk__in=asked[:SIZE]).select_related("account").order_by("pk")
    readable = [row for row in rows if not getattr(row, "is_withheld", False)]
    with transaction.atomic():
        result = reviewing.to_all(readable, request.membership, act)
    if result == Result():
        messages.warning(request, _("Select at least one mail."))
    else:
        messages.success(request, " ".join(sentences(request.POST["do"], result)))
    return back.to_list(request, "mail")


def sentences(do: str, result: Result) -> Iterator[str]:
    """What became of them, each kind in a sentence of its own."""
    if result.done:
        yield done(do, result.done) % {"number": result.done}
    if number := result.logged_already:
        yield ngettext("%(number)d was logged already.", "%(number)d were logged already.", number) % {"number": number}
    if number := result.need_more:
        more = ngettext("%(number)d needs a look: open it.", "%(number)d need a look: open them.", number)
        yield more % {"number": number}
    if number := result.too_late:
        late = ngettext("%(number)d was dealt with before.", "%(number)d were dealt with before.", number)
        yield late % {"number": number}


def done(do: str, number: int) -> str:
    if do == "reject":
        return ngettext("%(number)d is rejected.", "%(number)d are rejected.", number)
    if do == "log":
        return ngettext("%(number)d is being logged.", "%(number)d are being logged.", number)
    return ngettext("%(number)d is processed again.", "%(number)d are processed again.", number)
