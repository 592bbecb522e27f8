"""Every part that pages are built with, in every state: a page for whoever builds pages, in DEBUG only."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

LONG = "A name that is far longer than any designer thought of when the column was drawn, in one line"
TONES = ("neutral", "success", "warning", "danger", "info", "accent")


class SampleForm(forms.Form):
    """One field of each kind, with and without what can be said beside it."""

    text = forms.CharField(label="Text", help_text="A hint stands under its field.", initial="Maya Chen")
    wrong = forms.EmailField(label="Wrong", help_text="And so does what is wrong with it.")
    choice = forms.ChoiceField(label="Choice", choices=[("a", "One"), ("b", LONG)], required=False)
    long = forms.CharField(label="Several lines", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    ticked = forms.BooleanField(label="A box to tick", help_text="With a sentence about it.", required=False)
    one_of = forms.ChoiceField(
        label="One of several",
        choices=[("a", "This"), ("b", "Or that")],
        required=False,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404("Only in DEBUG.")
    for level in ("success", "info", "warning", "error"):
        getattr(messages, level)(request, f"A message of the kind “{level}”, as it stands above a page.")
    tabs: list[dict[str, Any]] = [
        {"label": "Current", "url": "#", "current": True, "count": "12"},
        {"label": "Another", "url": "#", "current": False},
    ]
    some = [{"pk": number, "marked": name, "domain": "lumen.test"} for number, name in enumerate(("Lumen", LONG))]
    choices = [
        {"place": "choice-some", "asked": {"text": "Lum"}, "found": some},
        {"place": "choice-none", "asked": {"text": "Lumne"}, "found": []},
    ]
    form = SampleForm({"text": "Maya Chen", "wrong": "no address", "one_of": "a", "ticked": "1"})
    context = {"form": form, "tones": TONES, "tabs": tabs, "long": LONG, "sizes": ("sm", "", "md", "lg", "xl")}
    return render(request, "crm/components.html", context | {"shares": (0, 40, 100), "choices": choices})
