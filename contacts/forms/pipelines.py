"""The forms of pipelines and their stages."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.models import Pipeline, PipelineStage
from contacts.stages import Stages, Step
from crm.models import Account
from crm.versions import Newest


class NameForm(Newest, forms.Form):
    """What a pipeline or a stage is called."""

    name = forms.CharField(
        label=_("Name"), max_length=100, widget=forms.TextInput({"autocomplete": "off", "dir": "auto"})
    )

    def refuse(self, sentence: str) -> None:
        """Says it at the name, where whoever typed it looks."""
        self.add_error("name", sentence)


class PipelineForm(NameForm):
    """A name that no other pipeline of the account has."""

    def __init__(self, account: Account, pipeline: Pipeline | None, data: QueryDict | None = None) -> None:
        pk, name = (pipeline.pk, pipeline.name) if pipeline else (0, "")
        super().__init__(data, initial={"name": name}, auto_id=f"pipeline-{pk}-%s")
        self.account, self.pipeline = account, pipeline

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = Pipeline.objects.filter(account=self.account, name=name)
        if (others.exclude(pk=self.pipeline.pk) if self.pipeline else others).exists():
            raise forms.ValidationError(gettext("There is a pipeline of this name already."))
        return name


class EndForm(forms.Form):
    """Where the deals of a stage go that is about to be deleted: another open stage of the account."""

    to = forms.ChoiceField(label=_("Move its deals to"))

    def __init__(self, stage: PipelineStage, stages: Stages, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        many = len(stages.courses) > 1
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [
            (step.key, f"{course.name}: {step.name}" if many else str(step.name))
            for course in stages.courses
            for step in course.steps
            if is_other(step, stage)
        ]


def is_other(step: Step, stage: PipelineStage) -> bool:
    return step.key != stage.key
