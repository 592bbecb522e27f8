"""Several short values in one text field, one a line."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


class LinesField(forms.CharField):
    """Gives the lines as a list without empty ones and repetitions, each made comparable by `normalise`.

    A line of which `normalise` makes nothing is an error that quotes it.
    """

    def __init__(self, *, normalise: Callable[[str], str], wrong: Any, most: int = 50, **options: Any) -> None:  # noqa: ANN401
        self.normalise, self.wrong, self.most = normalise, wrong, most
        super().__init__(widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}), **options)

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: str | None) -> list[str]:
        lines = [line.strip() for line in super().clean(value).replace(",", "\n").splitlines() if line.strip()]
        values = {line: self.normalise(line) for line in lines}
        if wrong := [line for line, value in values.items() if not value]:
            raise ValidationError([ValidationError(self.wrong, params={"line": line[:100]}) for line in wrong[:5]])
        if len(values) > self.most:
            few = ngettext_lazy("At most %(most)d line.", "At most %(most)d lines.", self.most)
            raise ValidationError(few, params={"most": self.most})
        return list(dict.fromkeys(values.values()))


WRONG_ADDRESS = _("“%(line)s” is no mail address.")
WRONG_DOMAIN = _("“%(line)s” is no domain: write it like example.com.")
