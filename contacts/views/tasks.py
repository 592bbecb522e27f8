"""Tasks: checking off, changing, and the page of all of one's own."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts import places, tasks
from contacts.forms import TaskForm
from contacts.forms.tasks import begun_from
from contacts.models import Task
from contacts.timeline import name_of
from contacts.views.agenda import Agenda
from crm import versions
from crm.middleware import AccountRequest

UPCOMING = "upcoming"  # the id of the card on a record's page


@require_safe
def my_tasks(request: AccountRequest) -> HttpResponse:
    """What is to be done, by when: one's own, or everybody's."""
    part = "contacts/tasks/_list.html" if request.htmx.target == "tasks-more" else "contacts/tasks.html"
    return render(request, part, {"agenda": Agenda(request)})


@require_POST
def check(request: AccountRequest, pk: int) -> HttpResponse:
    """Checks off, or reopens; goes back to where it was asked for."""
    task = find(request, pk)
    is_done = request.POST.get("done") == "1"
    if is_done:
        tasks.check_off(task, request.user)
    else:
        tasks.reopen(task)
    if request.htmx.target == UPCOMING:
        return upcoming(request, task)
    if request.htmx:
        return render(request, "contacts/tasks/_row.html", {"task": find(request, pk), "is_page": True})
    said = _("Done: %(task)s") if is_done else _("Open again: %(task)s")
    messages.success(request, said % {"task": task})
    return redirect(way_back(request, task))


def find(request: AccountRequest, pk: int) -> Task:
    return get_object_or_404(tasks.of(request.account), pk=pk)


def upcoming(request: AccountRequest, task: Task) -> HttpResponse:
    """The card of the record again; what was just checked off stays in it, to be taken back."""
    place = places.named(request.account, request.POST.get("on", "")) or places.of_entry(task.entry)[0]
    shown = tasks.open_on(request.account, place)
    done = [] if any(one.pk == task.pk for one in shown) else [find(request, task.pk)]
    context = {"tasks": [*shown, *done], "record": place, "kind": name_of(place), "place": places.key_of(place)}
    answer = render(request, "contacts/timeline/_upcoming.html", context)
    answer["HX-Trigger"] = "timeline-changed"
    return answer


def way_back(request: AccountRequest, task: Task) -> str:
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, {request.get_host()}):
        return back
    stands_on = places.of_entry(task.entry)
    return stands_on[0].get_absolute_url() if stands_on else reverse("tasks", args=[request.account.slug])


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def edit(request: AccountRequest, pk: int) -> HttpResponse:
    """Anybody's; when it was changed meanwhile both versions are shown, and saving again goes through."""
    if request.method == "POST":
        versions.lock(Task.objects.filter(account=request.account, pk=pk))
    task = find(request, pk)
    form = TaskForm(request.account, request.POST or None, initial=begun_from(task), task=task)
    if request.method == "POST" and form.is_valid():
        tasks.change(task, form.wanted)
        messages.success(request, _("The task is changed."))
        return redirect(way_back(request, task))
    context = {"task": task, "form": form, "seen": form.version, "cancel": way_back(request, task)}
    return render(request, "contacts/tasks/edit.html", context)
