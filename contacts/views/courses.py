"""The page of pipelines: all of them, with a form for each name on it."""

from dataclasses import dataclass

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from contacts import courses
from contacts.forms.pipelines import NameForm, PipelineForm
from contacts.models import Pipeline, PipelineStage
from contacts.stages import BEGINNING, ENDS
from crm.middleware import AccountRequest


@dataclass(frozen=True)
class Arranged:
    """One pipeline, the forms of its name and of another stage, and each of its stages with the form of its name."""

    pipeline: Pipeline
    name: NameForm
    another: NameForm
    stages: list[tuple[PipelineStage, NameForm]]


def page(request: AccountRequest, sent: NameForm | None = None) -> HttpResponse:
    """With the form that was sent and is wrong, in its place."""
    rows = Pipeline.objects.filter(account=request.account).prefetch_related("stages")
    context = {
        "arranged": [arranged(request, row, sent) for row in rows],
        "form": in_place(sent, PipelineForm(request.account, None)),
        "counts": courses.counts(request.account),
        "beginning": BEGINNING,
        "ends": ENDS,
    }
    return render(request, "contacts/pipelines.html", context)


def arranged(request: AccountRequest, row: Pipeline, sent: NameForm | None) -> Arranged:
    return Arranged(
        row,
        in_place(sent, PipelineForm(request.account, row)),
        in_place(sent, another_form(row)),
        [(stage, in_place(sent, stage_form(stage))) for stage in row.stages.all()],
    )


def stage_form(stage: PipelineStage, data: QueryDict | None = None) -> NameForm:
    return NameForm(data, initial={"name": stage.name}, auto_id=f"stage-{stage.pk}-%s")


def another_form(pipeline: Pipeline, data: QueryDict | None = None) -> NameForm:
    """For a stage more."""
    form = NameForm(data, auto_id=f"add-{pipeline.pk}-%s")
    form.fields["name"].widget.attrs["placeholder"] = _("New stage")
    return form


def in_place(sent: NameForm | None, form: NameForm) -> NameForm:
    """The form, or what was sent of it."""
    return sent if sent and sent.auto_id == form.auto_id else form
