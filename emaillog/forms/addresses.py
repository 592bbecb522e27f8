"""The forms of "My mail addresses"."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from contacts.addresses import domain_of, normalised
from contacts.matching import known_contacts
from contacts.models import Contact
from crm.models import Account, Membership, Team, User
from emaillog import registering
from emaillog.models import RegisteredAddress
from emaillog.staff import Claim, Staff


class AddressForm(forms.Form):
    """One more address of a user's; what they should know first is in `warns`, and asked to be confirmed."""

    address = forms.CharField(
        max_length=320,
        label=_("Address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)  # the address of which the warnings were read

    def __init__(self, membership: Membership, people: Staff, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.membership, self.people = membership, people

    def clean_address(self) -> str:
        address, user = normalised(self.cleaned_data["address"]), self.membership.user
        if not address:
            raise forms.ValidationError(_("This is no mail address."))
        if domain_of(address) == settings.INBOUND_DOMAIN:
            raise forms.ValidationError(_("This is a logging address: mail is sent to it, never from it."))
        if address == normalised(user.email):
            raise forms.ValidationError(_("You sign in with this address: it counts already."))
        mine = RegisteredAddress.objects.filter(account=self.membership.account, user=user)
        if mine.filter(address=address).exists():
            raise forms.ValidationError(_("This address stands in your list already."))
        return address

    @property
    def wanted(self) -> str:
        return str(self.cleaned_data.get("address", ""))

    @cached_property
    def contact(self) -> Contact | None:
        """Who has this address among the contacts: no mail would stand on their timeline for it any more (R15)."""
        return known_contacts(self.membership.account, [self.wanted]).get(self.wanted)

    @cached_property
    def sharers(self) -> list[User]:
        return registering.sharers(self.people, self.wanted, self.membership.user)

    @property
    def team(self) -> Claim | None:
        return registering.team_of(self.people, self.wanted)

    @property
    def warns(self) -> bool:
        """Whether the person must read something before the code goes out."""
        worth_reading = bool(self.contact or self.sharers)
        return worth_reading and normalised(self.cleaned_data.get("confirmed", "")) != self.wanted


class MarkForm(forms.Form):
    """Which team an address belongs to: one there is, a new one of its owners, or none (R20)."""

    address = forms.CharField(max_length=320)
    team = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    new_team = forms.CharField(max_length=100, required=False)
    place = forms.CharField(max_length=20, required=False)  # where on the page the form stands

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_new_team(self) -> str:
        name: str = self.cleaned_data["new_team"]
        if name and Team.objects.filter(account=self.account, name=name).exists():
            raise forms.ValidationError(_("There is a team of this name already: choose it from the list."))
        return name

    @property
    def key(self) -> str:
        """What the page knows it by: an address may stand there twice."""
        return f"{self.data.get('place', '')}:{self.data.get('address', '')}"

    @property
    def complaints(self) -> list[str]:
        return [str(problem) for problems in self.errors.values() for problem in problems]
