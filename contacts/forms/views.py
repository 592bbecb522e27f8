"""What a saved view is called, and whether everybody sees it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.models import SavedView

LONGEST = 60


class ViewForm(forms.Form):
    """Of a view that is new or one's own."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST, widget=forms.TextInput({"autocomplete": "off"}))
    is_shared = forms.BooleanField(label=_("Share with everybody"), required=False)

    def __init__(self, view: SavedView, data: Mapping[str, Any] | None = None) -> None:
        initial = {"name": view.name, "is_shared": view.is_shared}
        super().__init__(data, initial=initial, auto_id=f"view-{view.pk or 0}-%s")
        self.view = view

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean(self) -> dict[str, Any]:
        alike = SavedView.objects.filter(
            account=self.view.account_id, page=self.view.page, name=self.cleaned_data.get("name", "")
        ).exclude(pk=self.view.pk)
        is_shared = self.cleaned_data.get("is_shared", False)
        if alike.filter(user=self.view.user_id).exists() or (is_shared and alike.filter(is_shared=True).exists()):
            self.refuse()
        return self.cleaned_data

    def refuse(self) -> None:
        self.add_error("name", gettext("There is a view of this name already. Choose another one."))
