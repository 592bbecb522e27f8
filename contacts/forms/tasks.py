"""The form of a task."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts import tasks
from contacts.forms.activities import YEARS, AlsoForm
from contacts.forms.record import colleagues
from contacts.models import Task
from contacts.tasks import Wanted
from crm.models import Account, User

REMINDERS = (
    ("", _("No reminder")),
    ("due", _("When it is due")),
    ("hour", _("One hour before")),
    ("day", _("One day before")),
    ("week", _("One week before")),
)


class TaskForm(AlsoForm):
    """What is to be done, until when, by whom, and when to be reminded; a task without a time is due that day."""

    meanwhile = _("Somebody else changed this task meanwhile. Nothing of yours is lost: compare, then save again.")

    title = forms.CharField(
        label=_("Task"), max_length=300, widget=forms.TextInput(attrs={"placeholder": _("What is to be done?")})
    )
    due_on = forms.DateField(
        label=_("Due"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    due_time = forms.TimeField(
        label=_("Time"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    reminder = forms.ChoiceField(label=_("Reminder by mail"), required=False, choices=REMINDERS)
    assignee = forms.ModelChoiceField(User.objects.none(), label=_("For"), required=False, empty_label=_("Nobody yet"))

    def __init__(self, account: Account, *args: Any, task: Task | None = None, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.task = task
        field = self.fields["assignee"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = colleagues(account, task.assignee_id if task else None)

    def clean_due_on(self) -> Any:  # noqa: ANN401
        day = self.cleaned_data["due_on"]
        if day and day.year not in YEARS:
            raise forms.ValidationError(gettext("Give a year between 1970 and 2100."))
        return day

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "due_on" not in self.errors and not data.get("due_on") and (data.get("due_time") or data.get("reminder")):
            self.add_error("due_on", gettext("Say on which day it is due."))
        if data.get("reminder") and "assignee" in data and not data["assignee"]:
            self.add_error("assignee", gettext("Choose who is to be reminded."))
        return data

    @property
    def wanted(self) -> Wanted:
        """What a valid form says."""
        data, is_all_day, due_at = self.cleaned_data, not self.cleaned_data["due_time"], self._due_at()
        assignee, key = data["assignee"], data["reminder"]
        remind_at = tasks.reminder(key, due_at, assignee, is_all_day=is_all_day) if due_at else None
        return Wanted(data["title"], assignee, due_at, is_all_day, remind_at)

    def _due_at(self) -> datetime | None:
        day, at = self.cleaned_data["due_on"], self.cleaned_data["due_time"]
        if day is None:
            return None
        return timezone.make_aware(datetime.combine(day, at)) if at else tasks.all_day(day)


def begun_from(task: Task) -> dict[str, Any]:
    """The initial values that show a task again."""
    is_timed = task.due_at is not None and not task.is_all_day
    return {
        "title": task.title,
        "due_on": task.due_on,
        "due_time": timezone.localtime(task.due_at).time() if is_timed else None,
        "reminder": _reminder_of(task),
        "assignee": task.assignee_id,
    }


def _reminder_of(task: Task) -> str:
    """The choice that made the moment of the reminder, or the nearest one."""
    if task.remind_at is None or task.due_at is None:
        return ""
    exact = {
        tasks.reminder(key, task.due_at, task.assignee, is_all_day=task.is_all_day): key
        for key, _label in REMINDERS
        if key
    }
    ahead = task.due_at - task.remind_at
    return exact.get(task.remind_at) or ("day" if ahead > timedelta(hours=12) else "due")
