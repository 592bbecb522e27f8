"""What the pages of contacts, companies and deals do alike: show a timeline, save a form, ask before deleting."""

from typing import Any, TypeVar

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.bulk import deleting
from contacts.forms.record import RecordForm
from contacts.merging import redirects
from contacts.models import Company, Contact, Deal
from contacts.places import key_of
from contacts.related import Related
from contacts.stages import Stages
from contacts.timeline import Record, name_of
from contacts.views.composer import Composer
from contacts.views.listing import offer_of, undo_key
from contacts.views.shown import Shown
from crm import once, versions
from crm.middleware import AccountRequest

Row = TypeVar("Row", Contact, Company, Deal)
Model = type[Contact] | type[Company] | type[Deal]
# The elements that htmx puts anew, by their ids, and the part of the page that each of them is.
PARTS = {
    "timeline-more": "contacts/timeline/_page.html",
    "timeline-body": "contacts/timeline/_body.html",
    "composer": "contacts/timeline/_composer.html",
    "timeline": "contacts/timeline/_timeline.html",
}


def find(request: AccountRequest, model: type[Row], pk: int) -> Row:
    """The record of this account, with what a page shows of it; any other is a 404."""
    record: Row = get_object_or_404(model.objects.of(request.account), pk=pk)
    record.account = request.account
    return record


def find_to_save(request: AccountRequest, model: type[Row], pk: int) -> Row:
    """The same; when it is to be saved it is locked, until the transaction ends."""
    if request.method == "POST":
        versions.lock(model._default_manager.filter(account=request.account, pk=pk))  # noqa: SLF001
    return find(request, model, pk)


def find_any(request: AccountRequest, model: Model, pk: int) -> Record:
    """The same where one view serves all three kinds."""
    found: Record = find(request, model, pk)  # type: ignore[type-var]  # one of the three
    return found


def asked(request: AccountRequest, model: type[Row]) -> Row | None:
    """The record that the address names to begin a new one from, such as `?company=7`."""
    try:
        return model.objects.of(request.account).filter(pk=request.GET.get(model.__name__.lower(), "")).first()
    except ValueError:
        return None


def page(request: AccountRequest, model: type[Contact] | type[Company], pk: int) -> HttpResponse:
    """The page of a record; what was merged into another leads there."""
    try:
        return show(request, find_any(request, model, pk))
    except Http404:
        kind = model.__name__.lower()
        merged = redirects.survivor(request.account, kind, pk)
        if merged is None:
            raise
        return redirect(kind, request.account.slug, merged)


def show(request: AccountRequest, record: Record, composer: Composer | None = None) -> HttpResponse:
    """The record page, or the part of it that htmx asks for; `composer` comes back when it was filled in wrongly."""
    kind, related = name_of(record), Related(request.account, record, request.user)
    context: dict[str, object] = {
        "record": record,
        "kind": kind,
        "place": key_of(record),
        "timeline": Shown(request, record),
        "related": related,
        "undo": offer_of(request),
        "composer": composer or Composer.asked(request, record, related),
        "shown_month": request.GET.get("month") if request.htmx.target == "timeline-more" else "",
    }
    if isinstance(record, Deal):
        context["stages"] = Stages(request.account).along(record)
    return render(request, PARTS.get(request.htmx.target or "", f"contacts/{kind}.html"), context)


def edit(request: AccountRequest, form: RecordForm[Any], heading: str) -> HttpResponse:
    """Shows the form, or saves it and goes to the record."""
    is_new = form.instance.pk is None
    if request.method == "POST" and (where := _made(request, form)):
        return redirect(where)
    cancel = _list_of(request, form.instance) if is_new else form.instance.get_absolute_url()
    context = {"form": form, "heading": heading, "cancel": cancel, "seen": form.version}
    context["once"] = once.token_of(request.POST) if is_new else ""
    return render(request, "contacts/form.html", context)


def _made(request: AccountRequest, form: RecordForm[Any]) -> str | None:
    """Where the record is; None when it could not be saved, and the form says why."""
    try:
        return once.do(request, lambda: _saved(form))
    except once.UnderWayError:
        form.add_error(None, once.STILL_SAVING)
        return None


def _saved(form: RecordForm[Any]) -> str | None:
    return str(form.instance.get_absolute_url()) if form.is_valid() and form.saved() else None


def delete(request: AccountRequest, record: Record) -> HttpResponse:
    """Asks, and deletes when told so by POST; the list then offers to take it back."""
    if request.method == "POST":
        if done := deleting.delete_one(request.user, record):
            request.session[undo_key(request)] = {"pk": done.pk, "words": _("%(name)s is deleted.") % {"name": record}}
        return redirect(_list_of(request, record))
    return render(request, "contacts/delete.html", {"record": record, "kind": name_of(record)})


def _list_of(request: AccountRequest, record: Record) -> str:
    match record:
        case Contact():
            page = "contacts"
        case Company():
            page = "companies"
        case _:
            page = "deals"
    return reverse(page, args=[request.account.slug])
