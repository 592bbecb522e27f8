"""Doing something to the selected rows of a list, or to all that match it, and taking it back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from contacts.bulk import deleting, undoing
from contacts.bulk.changing import Change, change
from contacts.bulk.deleting import TooMany
from contacts.bulk.undoing import TooLate
from contacts.models import BulkAction, Lifecycle
from contacts.sheets import SHEETS, Sheet
from contacts.stages import Stages
from contacts.views.listing import undo_key
from crm import ids
from crm.middleware import AccountRequest
from crm.models import User

MOST_CHOSEN = 500  # what one page can send; more is "all that match"
PAGES: dict[str, str] = {sheet.kind: sheet.page for sheet in SHEETS.values()}


@require_POST
def act(request: AccountRequest) -> HttpResponse:
    """One action on many rows; goes back to the list, which offers to undo it."""
    sheet = SHEETS.get(request.POST.get("page", ""))
    if sheet is None:
        raise Http404
    query = request.POST.get("query", "")
    back = redirect(f"{reverse(sheet.page, args=[request.account.slug])}{'?' if query else ''}{query}")
    rows = chosen(request, sheet)
    try:
        done, count = _done(request, sheet, rows)
    except TooMany:
        sentence = _("At most %(most)s records can be deleted at once. Narrow the list first.")
        messages.error(request, sentence % {"most": f"{deleting.MOST:,}"})
        return back
    if done is None:
        messages.info(request, _("Nothing was changed: select records that are not so already."))
    else:
        request.session[undo_key(request)] = {"pk": done.pk, "words": said(done, count)}
    return back


def chosen(request: AccountRequest, sheet: Sheet) -> Any:  # noqa: ANN401 (as `Sheet.rows`)
    """The rows that the form names: the ticked ones, or all that its list holds."""
    if "all" in request.POST:
        return sheet.matching(request.account, request.user, QueryDict(request.POST.get("query", "")))
    picked = ids.read_all(request.POST.getlist("chosen")[:MOST_CHOSEN])
    return sheet.rows(request.account).filter(pk__in=picked)


def _done(request: AccountRequest, sheet: Sheet, rows: Any) -> tuple[BulkAction | None, int]:  # noqa: ANN401
    if "delete" in request.POST:
        return deleting.delete(request.account, request.user, sheet.kind, rows)
    what = wanted(request, sheet)
    if what is None:
        raise Http404
    return change(request.account, request.user, rows, what)


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


@require_POST
def undo(request: AccountRequest, pk: int) -> HttpResponse:
    """Only of one's own."""
    action = get_object_or_404(BulkAction, account=request.account, user=request.user, pk=pk)
    try:
        count = undoing.undo(action, request.user)
    except TooLate:
        messages.warning(request, _("It is too late to take this back."))
    else:
        words = ngettext("%(count)d record is as it was.", "%(count)d records are as they were.", count)
        messages.success(request, words % {"count": count})
    return redirect(PAGES[action.kind], request.account.slug)


def said(done: BulkAction, count: int) -> str:
    """What was done, in one sentence."""
    match done.action, done.kind:
        case "delete", "contact":
            words = ngettext("%(count)d contact is deleted.", "%(count)d contacts are deleted.", count)
        case "delete", "company":
            words = ngettext("%(count)d company is deleted.", "%(count)d companies are deleted.", count)
        case "delete", _kind:
            words = ngettext("%(count)d deal is deleted.", "%(count)d deals are deleted.", count)
        case _action:
            words = ngettext("%(count)d record is changed.", "%(count)d records are changed.", count)
    return words % {"count": count}
