"""One entry of a timeline: the way to it, changing and deleting one's own, pinning it."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts import activities, permalinks, pins, places
from contacts.activities import CALL, MEETING, NOTE
from contacts.bulk import entries
from contacts.bulk.undoing import TooLate
from contacts.forms import CallForm, MeetingForm, NoteForm
from contacts.forms.activities import ActivityForm
from contacts.models import BulkAction, TimelineEntry
from contacts.timeline import TASK, Record
from contacts.views.listing import undo_key
from crm import versions
from crm.middleware import AccountRequest

FORMS: dict[str, type[ActivityForm]] = {form.kind: form for form in (NoteForm, CallForm, MeetingForm)}

DELETED = {
    NOTE: lambda: _("The note is deleted."),
    CALL: lambda: _("The call is deleted."),
    MEETING: lambda: _("The meeting is deleted."),
    TASK: lambda: _("The task is deleted."),
}


def find(request: AccountRequest, pk: int) -> TimelineEntry:
    """An entry that this reader may see."""
    return get_object_or_404(TimelineEntry.objects.filter(account=request.account).seen_by(request.user), pk=pk)


def place_of(request: AccountRequest, entry: TimelineEntry) -> Record:
    """The record that `on` names, if the entry stands on it; else the first on which it does."""
    stands_on = places.of_entry(entry)
    wanted = request.POST.get("on") or request.GET.get("on", "")
    if not stands_on:
        raise Http404("It stands on no record any more.")
    return next((record for record in stands_on if places.key_of(record) == wanted), stands_on[0])


@require_safe
def entry(request: AccountRequest, pk: int) -> HttpResponse:
    """Leads to the entry on the page of a record where it stands, however old it is."""
    found = find(request, pk)
    return redirect(permalinks.address(request.account, place_of(request, found), found, request.user))


@require_POST
def pin(request: AccountRequest, pk: int) -> HttpResponse:
    """On top of this record's timeline, or back into its row."""
    found = find(request, pk)
    place = place_of(request, found)
    try:
        pins.put(place, found, is_pinned=request.POST.get("pinned") == "1", reader=request.user)
    except pins.TooManyError:
        sentence = _("Three entries are pinned here already. Unpin one of them first.")
        messages.error(request, sentence)
    return redirect(place)


@require_POST
def delete(request: AccountRequest, pk: int) -> HttpResponse:
    """Only one's own; the next page offers to take it back."""
    found = get_object_or_404(activities.own(request.account, request.user), pk=pk)
    place = place_of(request, found)
    done = entries.delete(found, request.user, place)
    if done:
        offer = {"pk": done.pk, "words": DELETED[found.kind](), "way": "entry_restore"}
        request.session[undo_key(request)] = offer
    return redirect(place)


@require_POST
def restore(request: AccountRequest, pk: int) -> HttpResponse:
    """Takes back that one deleted it; `pk` is of that deed, since the entry itself is gone."""
    done = get_object_or_404(BulkAction, account=request.account, user=request.user, pk=pk, kind=entries.ENTRY)
    try:
        place = entries.take_back(done)
    except TooLate:
        messages.warning(request, _("It is too late to take this back."))
        return redirect("contacts", request.account.slug)
    messages.success(request, _("It is on the timeline again."))
    return redirect(place)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def edit(request: AccountRequest, pk: int) -> HttpResponse:
    """One's own; when it was changed meanwhile both versions are shown, and saving again goes through."""
    rows = activities.own(request.account, request.user).filter(kind__in=FORMS)
    if request.method == "POST":
        versions.lock(rows.filter(pk=pk))
    found = get_object_or_404(rows, pk=pk)
    place, kind = place_of(request, found), FORMS[found.kind]
    form = kind(request.POST or None, initial=kind.begun_from(found), auto_id=f"entry_{pk}_%s")
    if request.method == "POST" and form.is_valid():
        activities.change(found, form.activity())
        return redirect(permalinks.address(request.account, place, found, request.user))
    context = {"entry": found, "form": form, "seen": form.version}
    context |= {"place": place, "on": places.key_of(place), "cancel": place.get_absolute_url()}
    return render(request, "contacts/entry_edit.html", context)
