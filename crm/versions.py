"""Two people who save the same form at once: the second reads what the first saved, and then decides."""

from collections.abc import Iterable
from copy import copy
from datetime import date, datetime
from hashlib import blake2s
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.choices import flatten_choices
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

MOST_QUOTED = 200  # characters of what is saved


class Newest(forms.BaseForm):
    """A form that refuses to overwrite what somebody else saved meanwhile.

    `seen` in the request tells what stood in each field when the person began. What they did not touch becomes what is
    saved now; at what both changed it is said what is saved. The page always carries the newest state, so that saving
    again, after having been told, goes through.
    """

    meanwhile: ClassVar[Any] = _("Somebody else changed this meanwhile. Check your entries, then save again.")

    @property
    def version(self) -> str:
        """What is saved now, for the `seen` of the page; empty for a record that there is not yet."""
        return self.version_of(self.fields)

    def version_of(self, names: Iterable[str]) -> str:
        """The same of a few fields, where nobody minds who changed the others."""
        instance = getattr(self, "instance", None)
        is_new = instance is not None and instance.pk is None
        return "" if is_new else " ".join(f"{name}:{mark(saved(self[name]))}" for name in names)

    def full_clean(self) -> None:
        """Takes over what is newer before anything is checked, and says afterwards what there is to decide."""
        began = self._began() if self.is_bound else {}
        newer = [self[name] for name in began if is_newer(self[name], began[name])]
        both = [bound for bound in newer if mark(bound.data) != began[bound.name]]
        taken = [bound for bound in newer if bound not in both]
        self._take(taken)
        super().full_clean()
        if newer:
            self.add_error(None, self.meanwhile)
        if taken:
            fields = ", ".join(str(bound.label) for bound in taken)
            self.add_error(None, gettext("What they changed and you did not is taken over: %s.") % fields)
        for bound in both:
            self.add_error(bound.name, gettext("Saved now: %(value)s") % {"value": self.saved_now(bound)})

    def clean(self) -> dict[str, Any]:
        super().clean()
        return self.cleaned_data

    def _began(self) -> dict[str, str]:
        """By field what the person began from; nothing is known of a page that is older than this installation."""
        seen = self.data.get("seen", "")
        parts = dict(part.split(":", 1) for part in seen.split() if ":" in part)
        known = {name: parts[name] for name in self.fields if name in parts}
        return known or (dict.fromkeys(self.fields, "") if seen else {})

    def _take(self, taken: list[forms.BoundField]) -> None:
        """As if the person had sent what is saved."""
        data: Any = copy(self.data)
        for bound in taken:
            data.setlist(bound.html_name, written(saved(bound)))
        self.data = data

    def saved_now(self, bound: forms.BoundField) -> str:
        """As people read it."""
        field, value = bound.field, bound.initial
        if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
            words = [str(row) for row in field.queryset.filter(pk__in=written(saved(bound)))]
        elif isinstance(field, forms.ChoiceField):
            choices: Any = flatten_choices(field.choices)  # type: ignore[arg-type]  # it takes what the field has
            words = [str(label) for key, label in choices if str(key) == str(value)]
        elif isinstance(value, bool):
            words = [gettext("yes") if value else gettext("no")]
        elif isinstance(value, datetime):
            words = [date_format(timezone.localtime(value), "DATETIME_FORMAT")]
        elif isinstance(value, date):
            words = [date_format(value)]
        else:
            words = [line for text in written(saved(bound)) for line in text.splitlines()]
        return Truncator(", ".join(words)).chars(MOST_QUOTED) or "–"


class NewestForm(Newest, forms.ModelForm):  # type: ignore[type-arg]
    """That of a row."""


def lock(rows: QuerySet[Any]) -> None:
    """Until the transaction ends, so that of two who save at the same moment the second reads what the first saved."""
    list(rows.select_for_update().values_list("pk"))


def is_newer(bound: forms.BoundField, began: str) -> bool:
    """Whether something else is saved than what the person began from, and than what they send."""
    return mark(saved(bound)) not in {began, mark(bound.data)}


def saved(bound: forms.BoundField) -> object:
    """What stands in the field of a fresh page."""
    if isinstance(bound.field.widget, forms.CheckboxInput):
        return bool(bound.initial)
    return bound.field.widget.format_value(bound.field.prepare_value(bound.initial))


def mark(value: object) -> str:
    """A short word for what stands in a field; ticked boxes have no order."""
    return blake2s(repr(sorted(written(value))).encode(), digest_size=8).hexdigest()


def written(value: object) -> list[str]:
    """What is sent of it, whichever way the lines end."""
    values = value if isinstance(value, list | tuple) else [value]
    texts = ("" if each is None else "\n".join(str(each).splitlines()).strip() for each in values)
    return [text for text in texts if text]
