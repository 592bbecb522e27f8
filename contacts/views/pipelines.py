"""Settings > Pipelines: the ways that deals take, as administrators shape them."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from contacts import courses
from contacts.courses import InUse
from contacts.forms.pipelines import EndForm, NameForm, PipelineForm
from contacts.models import Pipeline, PipelineStage
from contacts.stages import Stages
from contacts.views.courses import another_form, page, stage_form
from crm import ids
from crm.middleware import AccountRequest
from crm.views.access import administrators


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def pipelines(request: AccountRequest) -> HttpResponse:
    """All of them; takes the name of a new one."""
    form = PipelineForm(request.account, None, request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = courses.make(request.account, request.user, form.cleaned_data["name"])
        messages.success(request, _("The pipeline %(name)s is made.") % {"name": made})
        return back(request)
    return page(request, form)


@require_POST
@administrators
def begin(request: AccountRequest) -> HttpResponse:
    """Makes the built-in pipeline the account's own."""
    courses.begin(request.account)
    return back(request)


@require_POST
@administrators
def change_pipeline(request: AccountRequest, pk: int) -> HttpResponse:
    """Renames or deletes it, adds a stage to it, or arranges its stages."""
    found = get_object_or_404(Pipeline.objects.select_related("account"), account=request.account, pk=pk)
    match request.POST.get("do"):
        case "delete":
            return tried(request, lambda: courses.delete(found, request.user), _("Move its deals elsewhere first."))
        case "arrange":
            order = ids.read_all(request.POST.getlist("stage")[:100])
            courses.arrange(found, request.user, order)
        case "add":
            form = another_form(found, request.POST)
            return named(request, form, lambda name: courses.add_stage(found, request.user, name))
        case _do:
            form = PipelineForm(request.account, found, request.POST)
            return named(request, form, lambda name: courses.rename(found, request.user, name))
    return back(request)


def stages(request: AccountRequest) -> HttpResponse:
    """Above the addresses of single stages: they are shown with their pipelines."""
    return back(request)


@require_POST
@administrators
def change_stage(request: AccountRequest, pk: int) -> HttpResponse:
    """Renames it, or moves it by one place."""
    found = stage_of(request, pk)
    match request.POST.get("do"):
        case "up":
            courses.shift(found, request.user, -1)
        case "down":
            courses.shift(found, request.user, 1)
        case _do:
            form = stage_form(found, request.POST)
            return named(request, form, lambda name: courses.rename_stage(found, request.user, name))
    return back(request)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def end_stage(request: AccountRequest, pk: int) -> HttpResponse:
    """Deletes a stage; first it asks where its deals go, if there are any."""
    found = stage_of(request, pk)
    count = courses.counts(request.account).get(found.key, 0)
    form = EndForm(found, Stages(request.account), request.POST or None)
    if request.method == "POST" and (count == 0 or form.is_valid()):
        to = form.cleaned_data["to"] if count else ""
        sentence = _("A pipeline keeps at least one stage, and no deal may be left in one that goes.")
        return tried(request, lambda: courses.end_stage(found, request.user, to), sentence)
    return render(request, "contacts/stage_end.html", {"stage": found, "count": count, "form": form})


def stage_of(request: AccountRequest, pk: int) -> PipelineStage:
    rows = PipelineStage.objects.select_related("pipeline__account", "account")
    return get_object_or_404(rows, account=request.account, pk=pk)


def named(request: AccountRequest, form: NameForm, act: Callable[[str], None]) -> HttpResponse:
    """Does it with the name of the form, or says at it what is wrong."""
    if form.is_valid():
        try:
            act(form.cleaned_data["name"])
        except InUse:
            form.refuse(_("A pipeline has at most %d stages.") % courses.MOST_STAGES)
        else:
            messages.success(request, _("The pipelines are changed."))
            return back(request)
    form.fields["name"].widget.attrs["autofocus"] = True
    return page(request, form)


def tried(request: AccountRequest, act: Callable[[], None], refusal: str) -> HttpResponse:
    try:
        act()
    except InUse:
        messages.error(request, refusal)
    else:
        messages.success(request, _("The pipelines are changed."))
    return back(request)


def back(request: AccountRequest) -> HttpResponse:
    return redirect("pipelines", request.account.slug)
