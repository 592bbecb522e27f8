"""Writing on timelines: what the composer sends."""

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contacts import activities, places, tasks
from contacts.forms import TaskForm
from contacts.forms.activities import ActivityForm
from contacts.related import Related
from contacts.timeline import Record
from contacts.views import record
from contacts.views.composer import Composer
from crm import once
from crm.middleware import AccountRequest

SAID = {
    "note": lambda: _("The note is on the timeline."),
    "call": lambda: _("The call is on the timeline."),
    "meeting": lambda: _("The meeting is on the timeline."),
    "task": lambda: _("The task is to be done."),
}


@require_POST
def write(request: AccountRequest, pk: int, *, model: record.Model, tab: str) -> HttpResponse:
    """Puts it on the timeline, or shows the form again with its errors and all that was typed."""
    place = record.find_any(request, model, pk)
    related = Related(request.account, place, request.user)
    composer = Composer.of(request, place, related, tab, request.POST)
    if not composer.form.is_valid():
        return record.show(request, place, composer)
    try:
        once.do(request, lambda: _save(request, place, composer))
    except once.UnderWayError:
        composer.form.add_error(next(iter(composer.form.fields)), once.STILL_SAVING)
        return record.show(request, place, composer)
    if not request.htmx:
        messages.success(request, SAID[tab]())
        return redirect(place)
    answer = record.show(request, place)
    answer["HX-Trigger"] = json.dumps({"toast": SAID[tab]()})
    answer["HX-Push-Url"] = place.get_absolute_url()
    return answer


def _save(request: AccountRequest, place: Record, composer: Composer) -> str:
    """Returns where it stands."""
    form, account = composer.form, request.account
    also = (places.named(account, key) for key in form.cleaned_data.get("also", []))
    records = [place, *(one for one in also if one is not None)]
    if isinstance(form, TaskForm):
        tasks.write(account, request.user, form.wanted, records)
        return place.get_absolute_url()
    assert isinstance(form, ActivityForm), "the composer has these two kinds"  # noqa: S101
    activity = form.activity()
    if composer.about:
        activity.data["about"] = {"entry": composer.about.pk}
        records += places.of_entry(composer.about)
    activities.write(account, request.user, activity, records)
    return place.get_absolute_url()
