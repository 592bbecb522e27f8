"""Doing something to the selected rows of a list, or to all that match it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from contacts.bulk import deleting, ordering
from contacts.bulk.changing import Change, change
from contacts.bulk.deleting import TooMany
from contacts.bulk.progress import change_said, grouped
from contacts.models import BulkAction, Lifecycle
from contacts.sheets import SHEETS, Sheet
from contacts.stages import Stages
from contacts.views.deeds import watch
from contacts.views.listing import undo_key
from crm import ids
from crm.middleware import AccountRequest
from crm.models import User

MOST_CHOSEN = 500  # what one page can send; more is "all that match"


@require_POST
def act(request: AccountRequest) -> HttpResponse:
    """One action on many rows; goes back to the list, which offers to undo it."""
    sheet = SHEETS.get(request.POST.get("page", ""))
    if sheet is None:
        raise Http404
    back, rows = back_to(request, sheet), chosen(request, sheet)
    if rows is None:
        return back
    what = None if "delete" in request.POST else _change_or_404(request, sheet)
    if what and ordering.is_much(rows, what):
        watch(request, ordering.order(request.account, request.user, rows, what))
        return back
    try:
        done, count = _done(request, sheet, rows, what)
    except TooMany:
        sentence = _("At most %(most)s records can be deleted at once. Narrow the list first.")
        messages.error(request, sentence % {"most": grouped(deleting.MOST)})
        return back
    if done is None:
        messages.info(request, _("Nothing was changed: select records that are not so already."))
    else:
        request.session[undo_key(request)] = {"pk": done.pk, "words": said(done, count)}
    return back


def back_to(request: AccountRequest, sheet: Sheet) -> HttpResponseRedirect:
    """The list as the form names it."""
    query = request.POST.get("query", "")
    return HttpResponseRedirect(f"{reverse(sheet.page, args=[request.account.slug])}{'?' if query else ''}{query}")


def chosen(request: AccountRequest, sheet: Sheet) -> Any:  # noqa: ANN401 (as `Sheet.rows`)
    """The rows that the form names: the ticked ones, or all that its list holds; None, and why, if that is unclear."""
    if "all" in request.POST:
        found = sheet.matching(request.account, request.user, QueryDict(request.POST.get("query", "")))
        if found is None:
            sentence = _("Nothing was done: a filter of this list means nothing any more. Look at what it shows now.")
            messages.error(request, sentence)
        return found
    picked = ids.read_all(request.POST.getlist("chosen")[:MOST_CHOSEN])
    return sheet.rows(request.account).filter(pk__in=picked)


def _done(
    request: AccountRequest,
    sheet: Sheet,
    rows: Any,  # noqa: ANN401
    what: Change | None,
) -> tuple[BulkAction | None, int]:
    if what is None:
        return deleting.delete(request.account, request.user, sheet.kind, rows)
    return change(request.account, request.user, rows, what)


def _change_or_404(request: AccountRequest, sheet: Sheet) -> Change:
    what = wanted(request, sheet)
    if what is None:
        raise Http404
    return what


def wanted(request: AccountRequest, sheet: Sheet) -> Change | None:
    """The change that the form asks for, if the account has such an owner or stage."""
    post, kind = request.POST, sheet.kind
    if "owner" in post:
        return _owner(request, kind, post["owner"])
    if "lifecycle" in post and kind == "contact" and post["lifecycle"] in {"", *Lifecycle.values}:
        words = Lifecycle(post["lifecycle"]).label if post["lifecycle"] else _("None")
        return Change(kind, "lifecycle", post["lifecycle"], str(words))
    if "stage" in post and kind == "deal":
        stages = Stages(request.account)
        return (
            Change(kind, "stage", post["stage"], stages.name(post["stage"])) if post["stage"] in stages.steps else None
        )
    return None


def _owner(request: AccountRequest, kind: str, asked: str) -> Change | None:
    if asked == "none":
        return Change(kind, "owner", None, _("Nobody"))
    pk = request.user.pk if asked == "me" else ids.read(asked) or 0
    person = User.objects.filter(memberships__account=request.account, memberships__is_active=True, pk=pk).first()
    return Change(kind, "owner", person.pk, str(person)) if person else None


def said(done: BulkAction, count: int) -> str:
    """What was done, in one sentence."""
    match done.action, done.kind:
        case "delete", "contact":
            words = ngettext("%(count)s contact is deleted.", "%(count)s contacts are deleted.", count)
        case "delete", "company":
            words = ngettext("%(count)s company is deleted.", "%(count)s companies are deleted.", count)
        case "delete", _kind:
            words = ngettext("%(count)s deal is deleted.", "%(count)s deals are deleted.", count)
        case _action:
            return change_said(count)
    return words % {"count": grouped(count)}
