from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.addresses import normalised
from contacts.forms.lines import WRONG_ADDRESS, LinesField
from contacts.forms.record import RecordForm
from contacts.matching import known_contacts
from contacts.models import Contact, Deal
from contacts.stages import Stages
from crm.models import Account, currency_code

MOST_OFFERED = 50


class DealForm(RecordForm[Deal]):
    """A deal with the people who take part: those of its company are offered, anybody else is added by address."""

    opened_at = forms.DateTimeField(
        label=_("Opened"),
        required=False,
        help_text=_("Left empty: now."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    stage = forms.ChoiceField(label=_("Stage"))
    people = forms.ModelMultipleChoiceField(
        label=_("Contacts"),
        queryset=Contact.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    others = LinesField(
        label=_("Add contacts by email address"),
        required=False,
        normalise=normalised,
        wrong=WRONG_ADDRESS,
        help_text=_("One a line."),
    )

    class Meta:
        model = Deal
        fields: ClassVar = ["name", "company", "amount", "currency", "opened_at", "closes_on", "owner"]
        labels: ClassVar = {"closes_on": _("Closing date")}
        localized_fields: ClassVar = ["amount"]  # shown with a comma where one writes it so; with a point it counts too
        help_texts: ClassVar = {"closes_on": _("When you expect to win it.")}
        widgets: ClassVar = {
            "amount": forms.TextInput(attrs={"inputmode": "decimal"}),
            "closes_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    field_order = (
        *("name", "company", "amount", "currency", "stage", "owner", "opened_at", "closes_on"),
        *("people", "others"),
    )

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(account, *args, **kwargs)
        self.offer_companies()
        self.stages = Stages(account)
        offer_stages(self.fields["stage"], self.stages)
        if self.instance.pk:
            self.initial["stage"] = self.instance.stage
            self.initial["people"] = [person.pk for person in self.instance.people]
        else:
            self.initial["opened_at"] = None
            self.initial["currency"] = account.currency
        people = self.fields["people"]
        assert isinstance(people, forms.ModelMultipleChoiceField)  # noqa: S101
        people.queryset = Contact.objects.of(account)
        people.choices = [(person.pk, person.name) for person in self.offered()]

    def offered(self) -> list[Contact]:
        """Who takes part, and others of the same company."""
        ours = Contact.objects.of(self.account)
        company = self.initial.get("company")
        others = ours.filter(company=company).order_by("id")[:MOST_OFFERED] if company else []
        parts = [*ours.filter(pk__in=self.initial.get("people", [])), *others]
        return list({person.pk: person for person in parts}.values())

    def clean_opened_at(self) -> datetime:
        """The field shows minutes; what was not touched keeps its seconds, which decide the order of deals (R7)."""
        old: datetime | None = self.initial["opened_at"]
        new: datetime | None = self.cleaned_data["opened_at"]
        untouched = old and (new is None or new == old.replace(second=0, microsecond=0))
        return old if old and untouched else new or timezone.now()

    def clean_currency(self) -> str:
        try:
            return currency_code(self.cleaned_data["currency"])
        except ValueError as error:
            raise forms.ValidationError(gettext("A currency has three letters, such as EUR.")) from error

    def clean_others(self) -> list[Contact]:
        addresses: list[str] = self.cleaned_data["others"]
        known = known_contacts(self.account, addresses)
        for address in addresses:
            if address not in known:
                self.add_error("others", gettext("No contact has the address %s. Create the contact first.") % address)
        return list(known.values())

    def write(self) -> None:
        self.stages.put(self.instance, self.cleaned_data["stage"])
        super().write()
        people = {person.pk for person in (*self.cleaned_data["people"], *self.cleaned_data["others"])}
        self.instance.replace_people(people)


class StageForm(forms.Form):
    """Where to move a deal."""

    stage = forms.ChoiceField(label=_("Stage"))

    def __init__(self, stages: Stages, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        offer_stages(self.fields["stage"], stages)


def offer_stages(field: forms.Field, stages: Stages) -> None:
    """Ends the choices of a field at the stages of the account; a new deal begins with the first.

    The page that had another one may be old: its stage is deleted.
    """
    assert isinstance(field, forms.ChoiceField)  # noqa: S101
    field.choices, field.initial = stages.choices, stages.first
    offer_as(field, (str(step.name) for step in stages.steps.values()))


def offer_as(field: forms.Field, names: Iterable[str]) -> None:
    """Says what could have been chosen: pages by the names of the stages, the API by their keys."""
    field.error_messages["invalid_choice"] = gettext("This must be one of %s.") % ", ".join(dict.fromkeys(names))
