"""What an administrator says of the account itself."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.models import Account, currency_code
from crm.versions import NewestForm


class AccountForm(NewestForm):
    class Meta:
        model = Account
        fields: ClassVar = ["name", "currency"]
        labels: ClassVar = {"name": _("Name"), "currency": _("Currency")}
        help_texts: ClassVar = {
            "name": _("People read it in invitations, and where they switch between accounts."),
            "currency": _("New deals begin with it; existing deals keep theirs."),
        }
        widgets: ClassVar = {
            "name": forms.TextInput({"autocomplete": "organization"}),
            "currency": forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        }

    def clean_currency(self) -> str:
        try:
            return currency_code(self.cleaned_data["currency"])
        except ValueError as error:
            raise forms.ValidationError(gettext("A currency has three letters, such as EUR.")) from error
