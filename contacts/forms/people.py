from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.addresses import normalised
from contacts.forms.lines import WRONG_ADDRESS, LinesField
from contacts.forms.record import RecordForm
from contacts.models import Contact, ContactEmail, Lifecycle
from crm.models import Account


class ContactForm(RecordForm[Contact]):
    """A contact with all its addresses; at least a name or an address is needed."""

    addresses = LinesField(
        label=_("Email addresses"),
        required=False,
        normalise=normalised,
        wrong=WRONG_ADDRESS,
        help_text=_("One a line, the first is the primary one. Mail to any of them is logged here."),
    )

    class Meta:
        model = Contact
        fields: ClassVar = ["first_name", "last_name", "title", "company", "phone", "lifecycle", "owner"]
        labels: ClassVar = {"lifecycle": _("Lifecycle stage")}

    field_order = ("first_name", "last_name", "addresses", "title", "company", "phone", "lifecycle", "owner")

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(account, *args, **kwargs)
        self.offer_companies()
        lifecycle = self.fields["lifecycle"]
        assert isinstance(lifecycle, forms.ChoiceField)  # noqa: S101
        lifecycle.choices = [("", gettext("Not set")), *Lifecycle.choices]
        if self.instance.pk:
            self.initial["addresses"] = self.instance.addresses

    def clean_addresses(self) -> list[str]:
        addresses: list[str] = self.cleaned_data["addresses"]
        taken = ContactEmail.objects.filter(account=self.account, address__in=addresses)
        for email in taken.exclude(contact=self.instance.pk).select_related("contact"):
            page = reverse("contact", args=[self.account.slug, email.contact_id])
            other = format_html('<a href="{}">{}</a>', page, email.contact.name)
            sentence = format_html(gettext("{} is already an address of {}."), email.address, other)
            self.add_error("addresses", ValidationError(sentence, code="taken"))
        return addresses

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and not any(data.get(name) for name in ("first_name", "last_name", "addresses")):
            self.add_error(None, gettext("Give at least a name or an email address."))
        return data

    def write(self) -> None:
        super().write()
        self.instance.replace_addresses(self.cleaned_data["addresses"])
