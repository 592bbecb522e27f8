"""What a person calls a token of theirs."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.models import ApiToken, Membership

MOST = 50  # of one person in one account: more than that nobody keeps apart


class TokenForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = ApiToken
        fields: ClassVar = ["name"]
        labels: ClassVar = {"name": _("Name")}
        help_texts: ClassVar = {"name": _("What uses it and where, such as “Website form”.")}
        widgets: ClassVar = {"name": forms.TextInput({"autocomplete": "off"})}

    def __init__(self, membership: Membership, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.membership = membership

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        taken = list(self.membership.api_tokens.values_list("name", flat=True))
        if name.casefold() in {other.casefold() for other in taken}:
            raise forms.ValidationError(gettext("You have a token of this name already."))
        if len(taken) >= MOST:
            sentence = gettext("You have %(number)d tokens already. Revoke one that nobody uses.")
            raise forms.ValidationError(sentence % {"number": len(taken)})
        return name
