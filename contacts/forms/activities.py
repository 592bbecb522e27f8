"""The forms that write on timelines: notes, calls, meetings."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.activities import CALL, MEETING, NOTE, Activity, Outcome
from contacts.models import TimelineEntry
from crm.versions import Newest

MOST = 20_000  # characters
YEARS = range(1970, 2101)
A_DAY = 24 * 60  # minutes
Choices = list[tuple[str, str]]


class MomentField(forms.DateTimeField):
    """A day and a time of it, in the time zone of the person."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def clean(self, value: Any) -> datetime | None:  # noqa: ANN401
        moment: datetime | None
        try:
            moment = super().clean(value)
        except OverflowError:  # year 1 in one time zone is no year in another
            moment = timezone.now().replace(year=1)
        if moment and moment.year not in YEARS:
            raise forms.ValidationError(gettext("Give a year between 1970 and 2100."))
        return moment


BOXES = forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})


class AlsoForm(Newest, forms.Form):
    """A form whose entry can stand on further records, such as the open deals of a contact."""

    also = forms.MultipleChoiceField(label=_("Also on"), required=False, widget=BOXES)

    def __init__(self, *args: Any, also: Choices | None = None, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        field = self.fields["also"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = also or []
        if not also:
            del self.fields["also"]


class ActivityForm(AlsoForm):
    """What is written; `at` is when it was."""

    kind: ClassVar[str]
    # Nobody but its author changes it.
    meanwhile = _("This was changed in another window meanwhile. Nothing of yours is lost: compare, then save again.")

    def activity(self) -> Activity:
        """What a valid form says."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in {"at", "also"}}
        return Activity(self.kind, data, self.cleaned_data.get("at") or timezone.now())

    @staticmethod
    def begun_from(entry: TimelineEntry) -> dict[str, Any]:
        """The initial values that show an entry again."""
        return {**entry.data, "at": entry.occurred_at}


def text_field(label: Any, placeholder: Any, *, required: bool) -> forms.CharField:  # noqa: ANN401
    attributes = {"rows": 3, "placeholder": placeholder, "data-rich": ""}
    field = forms.CharField(label=label, max_length=MOST, required=required, widget=forms.Textarea(attrs=attributes))
    # The browser would cut what is pasted without a word; the form says that it is too long, and keeps it.
    del field.widget.attrs["maxlength"]
    return field


def minutes_field(label: Any) -> forms.IntegerField:  # noqa: ANN401
    attributes = {"inputmode": "numeric"}
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=A_DAY, widget=forms.NumberInput(attrs=attributes)
    )


class NoteForm(ActivityForm):
    """A note; it stands at the moment it is written, also when it is changed later."""

    kind = NOTE
    text = text_field(_("Note"), _("Write a note…"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.at: datetime | None = self.initial.get("at")

    def activity(self) -> Activity:
        return Activity(self.kind, {"text": self.cleaned_data["text"]}, self.at or timezone.now())


class CallForm(ActivityForm):
    """A call: how it ended, how long it took, when it was and what was said."""

    kind = CALL
    text = text_field(_("What was said"), _("What was said?"), required=False)
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices, initial=Outcome.CONNECTED)
    at = MomentField(label=_("When"), required=False)
    minutes = minutes_field(_("Minutes"))


class MeetingForm(ActivityForm):
    """A meeting: when, how long, with whom, and what came of it."""

    kind = MEETING
    text = text_field(_("What came of it"), _("What came of it?"), required=False)
    title = forms.CharField(label=_("Subject"), max_length=300)
    at = MomentField(label=_("When"), required=False)
    minutes = minutes_field(_("Minutes"))
    with_ = forms.CharField(label=_("With"), max_length=300, required=False)

    def activity(self) -> Activity:
        activity = super().activity()
        activity.data["with"] = activity.data.pop("with_")
        return activity

    @staticmethod
    def begun_from(entry: TimelineEntry) -> dict[str, Any]:
        return {**ActivityForm.begun_from(entry), "with_": entry.data.get("with", "")}
