"""Two people who save the same form at once: the second reads what the first saved, and then decides."""

import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext


class NewestForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form that refuses to overwrite what somebody else saved meanwhile.

    `seen` in the request tells which state the person began from; the page always carries the newest one, so that
    saving again, after having been told, goes through.
    """

    @property
    def version(self) -> str:
        state = sorted((name, repr(value)) for name, value in self.initial.items())
        return hashlib.sha256(repr(state).encode()).hexdigest() if self.instance.pk else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.data.get("seen", self.version) != self.version:
            self.add_error(None, gettext("Somebody else changed this meanwhile. Check your entries, then save again."))
            for name in self.changed_data:
                self.add_error(name, gettext("Saved now: %(value)s") % {"value": self.saved_now(name)})
        return cleaned

    def saved_now(self, name: str) -> str:
        """As people read it."""
        value, field = self.initial.get(name), self.fields[name]
        if isinstance(field, forms.ModelMultipleChoiceField) and field.queryset is not None:
            return ", ".join(map(str, field.queryset.filter(pk__in=value or []))) or "–"
        if isinstance(value, bool):
            return gettext("yes") if value else gettext("no")
        in_words = getattr(self.instance, f"get_{name}_display", lambda: value)
        return str(in_words() or "–")
