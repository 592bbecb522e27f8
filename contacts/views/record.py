"""What the pages of contacts, companies and deals do alike: show a timeline, save a form, ask before deleting."""

from typing import Any, TypeVar
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from contacts import notes
from contacts.forms import NoteForm
from contacts.forms.record import RecordForm
from contacts.models import Company, Contact, Deal
from contacts.timeline import Record, by_month, entries_of, name_of
from crm.middleware import AccountRequest

MORE = "timeline-more"  # the id of "Load more", in whose place htmx puts the next page
Row = TypeVar("Row", Contact, Company, Deal)


def find(request: AccountRequest, model: type[Row], pk: int) -> Row:
    """The record of this account, with what a page shows of it; any other is a 404."""
    record: Row = get_object_or_404(model.objects.of(request.account), pk=pk)
    record.account = request.account
    return record


def asked(request: AccountRequest, model: type[Row]) -> Row | None:
    """The record that the address names to begin a new one from, such as `?company=7`."""
    try:
        return model.objects.of(request.account).filter(pk=request.GET.get(model.__name__.lower(), "")).first()
    except ValueError:
        return None


def show(request: AccountRequest, record: Record, **related: object) -> HttpResponse:
    """The record page, or only the next part of its timeline."""
    found = entries_of(request.account, record, request.user, request.GET.get("cursor"))
    months = by_month(found.items)
    more = urlencode({"cursor": found.next, "month": months[-1].key}) if found.next else ""
    kind = name_of(record)
    context = {"record": record, "kind": kind, "months": months, "more": more}
    if request.htmx.target == MORE:
        return render(request, "contacts/timeline/_page.html", context | {"shown_month": request.GET.get("month")})
    note_url = reverse(f"{kind}_notes", args=[request.account.slug, record.pk])
    return render(request, f"contacts/{kind}.html", context | {"note_form": NoteForm(), "note_url": note_url} | related)


def edit(request: AccountRequest, form: RecordForm[Any], heading: str) -> HttpResponse:
    """Shows the form, or saves it and goes to the record."""
    if request.method == "POST" and form.is_valid() and form.saved():
        return redirect(form.instance)
    cancel = form.instance.get_absolute_url() if form.instance.pk else _list_of(request, form.instance)
    return render(request, "contacts/form.html", {"form": form, "heading": heading, "cancel": cancel})


def delete(request: AccountRequest, record: Record) -> HttpResponse:
    """Asks, and deletes when told so by POST."""
    if request.method == "POST":
        name = str(record)
        notes.delete_with(record)
        messages.success(request, _("%(name)s has been deleted.") % {"name": name})
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
