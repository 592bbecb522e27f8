"""What is done about bounced attachments, to one or to many at once."""

from collections.abc import Iterator

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from crm import ids
from crm.middleware import AccountRequest
from crm.models import User
from crm.paging import SIZE
from crm.views.access import hidden_from_members
from emaillog.bounces.acting import ACTS, Result
from emaillog.models import BouncedAttachment
from emaillog.views import back
from emaillog.views.bounced import UNDO, seen_by

TAKES_BACK = {"dismiss": "reopen"}


@require_POST
@hidden_from_members
def bounced_act(request: AccountRequest) -> HttpResponse:
    """Ids of others, and of mail that is private to others, are left out in silence: the page never offered them."""
    do = request.POST.get("do", "")
    if do not in ACTS:
        raise BadRequest("No such action.")
    asked = ids.read_all(request.POST.getlist("chosen"))
    files = seen_by(request.account, request.user).filter(pk__in=asked[:SIZE])
    result = ACTS[do](request.account, request.user, files)
    tell(request, do, result)
    return back.to_list(request, "bounced_attachments")


def tell(request: AccountRequest, do: str, result: Result) -> None:
    if result.is_empty:
        messages.warning(request, _("Select at least one file."))
    if result.done and do in TAKES_BACK:
        offer = {"do": TAKES_BACK[do], "chosen": [row.pk for row in result.done], "words": done(do, len(result.done))}
        request.session[f"{UNDO}_{request.account.pk}"] = offer
    elif result.done:
        messages.success(request, done(do, len(result.done)))
    if trouble := list(troubles(request.user, result)):
        messages.warning(request, " ".join(trouble))


def done(do: str, number: int) -> str:
    match do:
        case "dismiss":
            text = ngettext("%(number)d file is dismissed.", "%(number)d files are dismissed.", number)
        case "reopen":
            text = ngettext("%(number)d file is open again.", "%(number)d files are open again.", number)
        case "store":
            text = ngettext(
                "%(number)d file is being stored: it stands on the timeline in a moment.",
                "%(number)d files are being stored: they stand on the timelines in a moment.",
                number,
            )
        case _:
            text = ngettext(
                "The notice about %(number)d file is sent again.",
                "The notices about %(number)d files are sent again.",
                number,
            )
    return text % {"number": number}


def troubles(user: User, result: Result) -> Iterator[str]:
    """What could not be done, each kind in a sentence of its own."""
    for row in result.handled[:3]:
        yield handled(row, user)
    if more := len(result.handled[3:]):
        text = ngettext("%(number)d more was dealt with before.", "%(number)d more were dealt with before.", more)
        yield text % {"number": more}
    if number := len(result.too_late):
        text = ngettext(
            "For %(number)d file it is too late: the mail as received is no longer kept.",
            "For %(number)d files it is too late: the mail as received is no longer kept.",
            number,
        )
        yield text % {"number": number}
    if number := len(result.unsent):
        text = ngettext(
            "About %(number)d file no notice can be sent now; its row says why.",
            "About %(number)d files no notice can be sent now; their rows say why.",
            number,
        )
        yield text % {"number": number}


def handled(row: BouncedAttachment, user: User) -> str:
    words = {"who": row.handled_by, "name": row.attachment.name, "state": row.get_status_display()}
    if row.handled_by and row.handled_by != user:
        return _("%(who)s was first with %(name)s; it is: %(state)s.") % words
    return _("%(name)s was dealt with before; it is: %(state)s.") % words
