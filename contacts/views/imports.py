"""The pages of an import, one address for the whole way: its columns, the check, the import, the result."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.forms.imports import KINDS, MappingForm, UploadForm
from contacts.importing import jobs, outcomes, results
from contacts.importing.dialects import UnreadableError
from contacts.models import Import
from crm.middleware import AccountRequest
from crm.views.access import administrators

PROGRESS = "import-progress"  # the id of what htmx asks for anew
LISTS = {"contact": "contacts", "company": "companies", "deal": "deals"}
SHOWN = (outcomes.NEW, outcomes.UPDATED, outcomes.UNCHANGED, outcomes.SKIPPED, outcomes.PROBLEM)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def begin_import(request: AccountRequest) -> HttpResponse:
    """Takes a file; with `?kind=` of that kind."""
    asked = request.GET.get("kind", "")
    initial = {"kind": asked if asked in dict(KINDS) else "contact"}
    form = UploadForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        started = start(request, form)
        if started:
            return redirect("import", request.account.slug, started.pk)
    return render(request, "contacts/import/begin.html", {"form": form, "step": 1})


def start(request: AccountRequest, form: UploadForm) -> Import | None:
    """The import of this file; None, and the reason in the form, when it cannot be read."""
    file, kind = form.cleaned_data["file"], form.cleaned_data["kind"]
    try:
        return jobs.start(request.account, request.user, kind, file.name, file)
    except UnreadableError as error:
        form.add_error("file", outcomes.said_fault(str(error)))
    except OSError:
        form.add_error("file", _("There is no room to keep the file for a moment: try again later."))
    return None


def find(request: AccountRequest, pk: int) -> Import:
    return get_object_or_404(Import, account=request.account, pk=pk)


@require_safe
@administrators
def show_import(request: AccountRequest, pk: int) -> HttpResponse:
    """Where the import is now; `?columns` goes back to the columns as long as nothing is written."""
    job = find(request, pk)
    if job.status == Import.Status.READ or (job.status == Import.Status.CHECKED and "columns" in request.GET):
        return ask(request, job, MappingForm(job))
    if job.is_working:
        return render_progress(request, job)
    if request.htmx.target == PROGRESS:
        return HttpResponse(headers={"HX-Refresh": "true"})
    step = 3 if job.status == Import.Status.CHECKED else 4
    return render(request, "contacts/import/result.html", {"job": job, "step": step} | told(job))


def render_progress(request: AccountRequest, job: Import) -> HttpResponse:
    is_part = request.htmx.target == PROGRESS
    step = 3 if job.status == Import.Status.CHECKING else 4
    page = "contacts/import/_progress.html" if is_part else "contacts/import/progress.html"
    return render(request, page, {"job": job, "step": step})


def ask(request: AccountRequest, job: Import, form: MappingForm) -> HttpResponse:
    return render(request, "contacts/import/columns.html", {"job": job, "form": form, "step": 2})


def told(job: Import) -> dict[str, Any]:
    """What became of the rows, or would."""
    counts = [(kind, outcomes.WORDS[kind], job.counts.get(kind, 0)) for kind in SHOWN]
    shown = [each for each in counts if each[2] or each[0] in {outcomes.NEW, outcomes.UPDATED, outcomes.PROBLEM}]
    problems = results.problems(job)
    return {
        "counts": shown,
        "problems": problems,
        "problem_count": job.counts.get(outcomes.PROBLEM, 0),
        "to_write": job.counts.get(outcomes.NEW, 0) + job.counts.get(outcomes.UPDATED, 0),
        "fault": outcomes.said_fault(job.fault) if job.fault else "",
        "list_page": LISTS[job.kind],
    }


@require_POST
@administrators
def check_import(request: AccountRequest, pk: int) -> HttpResponse:
    """Begins to look through the file with these columns."""
    job = find(request, pk)
    form = MappingForm(job, request.POST)
    if not form.is_valid():
        return ask(request, job, form)
    if not jobs.check(job, form.mapping, form.cleaned_data["choice"]):
        messages.warning(request, _("This file is being imported already."))
    return redirect("import", request.account.slug, job.pk)


@require_POST
@administrators
def turn_headings(request: AccountRequest, pk: int) -> HttpResponse:
    """The first row holds headings after all, or data after all."""
    job = find(request, pk)
    jobs.turn_headings(job)
    return redirect("import", request.account.slug, job.pk)


@require_POST
@administrators
def go_import(request: AccountRequest, pk: int) -> HttpResponse:
    """The yes: begins to write."""
    job = find(request, pk)
    if not jobs.go(job):
        messages.info(request, _("This file is being imported already."))
    return redirect("import", request.account.slug, job.pk)


@require_POST
@administrators
def drop_import(request: AccountRequest, pk: int) -> HttpResponse:
    """Takes back what has written nothing."""
    job = find(request, pk)
    if jobs.drop(job):
        messages.success(request, _("The import of %(file)s is cancelled; nothing was written.") % {"file": job})
        return redirect("import_export", request.account.slug)
    messages.warning(request, _("It is too late to cancel this import."))
    return redirect("import", request.account.slug, job.pk)


@require_safe
@administrators
def import_result(request: AccountRequest, pk: int) -> HttpResponseBase:
    """The file again, each row with what became of it."""
    job = get_object_or_404(Import.objects.select_related("account"), account=request.account, pk=pk)
    base = request.build_absolute_uri("/").rstrip("/")
    answer = StreamingHttpResponse(results.stream(job, base), content_type="text/csv; charset=utf-8")
    name = "-".join((job.name.rpartition(".")[0] or job.name, _("result"))) + ".csv"
    answer["Content-Disposition"] = str(content_disposition_header(True, name))  # noqa: FBT003 (Django's own)
    answer["X-Content-Type-Options"], answer["Cache-Control"] = "nosniff", "private, no-store"
    return answer
