"""Writing notes on timelines, and deleting one's own."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contacts import notes
from contacts.forms import NoteForm
from contacts.models import Company, Contact, Deal
from contacts.timeline import Record
from contacts.views import record
from crm.middleware import AccountRequest


@require_POST
def note_on_contact(request: AccountRequest, pk: int) -> HttpResponse:
    return _write(request, record.find(request, Contact, pk))


@require_POST
def note_on_company(request: AccountRequest, pk: int) -> HttpResponse:
    return _write(request, record.find(request, Company, pk))


@require_POST
def note_on_deal(request: AccountRequest, pk: int) -> HttpResponse:
    return _write(request, record.find(request, Deal, pk))


@require_POST
def delete_note(request: AccountRequest, pk: int) -> HttpResponse:
    """Only of one's own."""
    note = get_object_or_404(notes.own(request.account, request.user), pk=pk)
    place = notes.place_of(note)
    note.delete()
    messages.success(request, _("The note has been deleted."))
    return redirect(place)


def _write(request: AccountRequest, place: Record) -> HttpResponse:
    form = NoteForm(request.POST)
    if form.is_valid():
        notes.write(request.account, place, form.cleaned_data["text"], request.user)
        messages.success(request, _("The note is on the timeline."))
    else:
        messages.error(request, _("The note was not saved: write something, up to 20,000 characters."))
    return redirect(place)
