"""Editing one field of a record in place; without scripts its link leads to the whole form."""

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from contacts.forms.field import FIELDS, OneField
from contacts.places import key_of
from contacts.related import Related
from contacts.templatetags.records import fact_of
from contacts.timeline import Record, name_of
from contacts.views import record
from crm import versions
from crm.middleware import AccountRequest

IN_THE_HEAD = {"name", "title", "company", "amount", "domains"}  # what stands beside the name of the record too


@require_http_methods(["GET", "HEAD", "POST"])
def field(request: AccountRequest, pk: int, *, model: record.Model) -> HttpResponse:
    """The form of the field that `?field=` names; its value again, with `?cancel=1` or when it is saved."""
    found = record.find_any(request, model, pk)
    name = request.GET.get("field", "")
    if name not in FIELDS[model]:
        raise Http404("There is no such field to edit.")
    if request.method == "POST":
        return save(request, found, name)
    return show(request, found, name, None if "cancel" in request.GET else OneField(found, name))


@transaction.atomic
def save(request: AccountRequest, found: Record, name: str) -> HttpResponse:
    # Locked, since the whole form is saved: nobody must change another field of it in between.
    versions.lock(type(found)._default_manager.filter(account=request.account, pk=found.pk))  # noqa: SLF001
    found = record.find_any(request, type(found), found.pk)
    editing = OneField(found, name, request.POST)
    if not editing.save():
        return show(request, record.find_any(request, type(found), found.pk), name, editing)
    if not request.htmx:
        return redirect(found)
    return show(request, record.find_any(request, type(found), found.pk), name, None)


def show(request: AccountRequest, found: Record, name: str, editing: OneField | None) -> HttpResponse:
    """The part for htmx, or a small page of its own."""
    if not request.htmx:
        context = fact_of(found, name) | {"editing": editing}
        return render(request, "contacts/field.html", context) if editing else redirect(found)
    if request.method == "POST" and not editing and name in IN_THE_HEAD:
        return _with_the_head(request, found, name)
    part = "contacts/about/_editing.html" if editing else "contacts/about/_fact.html"
    return render(request, part, fact_of(found, name) | {"editing": editing})


def _with_the_head(request: AccountRequest, found: Record, name: str) -> HttpResponse:
    """The field, and beside it what else of the page says it; a note that somebody is writing stays as it is."""
    kind = name_of(found)
    context = fact_of(found, name) | {
        "page": "contacts/about/_saved.html",
        "kind": kind,
        "place": key_of(found),
        "related": Related(request.account, found, request.user),
    }
    return render(request, f"contacts/{kind}.html", context)
