from django import forms
from django.utils.translation import gettext_lazy as _


class NoteForm(forms.Form):
    """A note as plain text."""

    text = forms.CharField(
        label=_("Note"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control", "placeholder": _("Write a note…")}),
    )
