"""The forms about people with a login."""

from typing import Any, ClassVar
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.models import Account, Invitation, Membership, Role, Team, User
from crm.versions import NewestForm

CANONICAL_AREAS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def zones() -> list[tuple[str, object]]:
    """The places of the time zone database, and the choice to follow the browser."""
    places = sorted(name for name in available_timezones() if name.startswith(CANONICAL_AREAS))
    return [("", _("Same as this browser")), ("UTC", "UTC"), *((name, name.replace("_", " ")) for name in places)]


def languages() -> list[tuple[str, object]]:
    return [("", _("Same as this browser")), *settings.LANGUAGES]


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    name = forms.CharField(max_length=100, label=_("Name"), help_text=_("As your colleagues see it."))
    time_zone = forms.ChoiceField(
        choices=zones, required=False, label=_("Time zone"), help_text=_("Every time is shown in it.")
    )
    language = forms.ChoiceField(
        choices=languages, required=False, label=_("Language"), help_text=_("Of these pages, and of mail sent to you.")
    )

    class Meta:
        model = User
        fields: ClassVar = ["name", "language", "time_zone"]


class MembershipForm(NewestForm):
    """What an administrator decides about a colleague."""

    class Meta:
        model = Membership
        fields: ClassVar = ["role", "may_log", "is_active"]
        labels: ClassVar = {"role": _("Role"), "may_log": _("May log mail"), "is_active": _("Active")}
        help_texts: ClassVar = {
            "role": _("Administrators manage users, integrations and the whole delivery log."),
            "may_log": _("Mail sent to the logging addresses is logged only for users who may."),
            "is_active": _("An inactive user cannot enter this account. What they logged stays."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        stays = cleaned.get("role") == Role.ADMIN and cleaned.get("is_active")
        if not stays and self.instance.is_last_admin:
            raise forms.ValidationError(
                _("This is the last active administrator. Make somebody else administrator first.")
            )
        return cleaned


class InvitationForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Invitation
        fields: ClassVar = ["email", "role"]
        labels: ClassVar = {"email": _("Email address"), "role": _("Role")}

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip().lower()
        if self.account.memberships.filter(user__email=email).exists():
            raise forms.ValidationError(_("This person is a user of this account already."))
        if self.account.invitations.pending().filter(email=email).exists():
            raise forms.ValidationError(_("This address is invited already. Make a new link for it under “Invited”."))
        return email


class TeamForm(NewestForm):
    """A team's name and its members, out of the account's active users; who is in it already can stay."""

    people = forms.ModelMultipleChoiceField(
        User.objects.none(),
        required=False,
        label=_("Members"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )

    class Meta:
        model = Team
        fields: ClassVar = ["name"]
        labels: ClassVar = {"name": _("Name")}

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.account, self.instance.account = account, account
        inside = [] if self.instance.pk is None else self.instance.memberships.filter(account=account).values("user")
        able = account.memberships.filter(Q(is_active=True) | Q(user__in=inside)).values("user")
        field = self.fields["people"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101
        field.queryset = User.objects.filter(pk__in=able).order_by("name", "email")
        self.initial["people"] = sorted(place["user"] for place in inside)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if self.account.teams.filter(name=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is a team of this name already."))
        return name

    def save_team(self) -> Team:
        team: Team = self.save()
        team.consist_of(person.pk for person in self.cleaned_data["people"])
        return team


class JoinForm(forms.Form):
    """How an invited person becomes a user."""

    name = forms.CharField(
        max_length=100, label=_("Your name"), widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True})
    )
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters, and none of the common ones."),
    )

    def __init__(self, invitation: Invitation, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.email = invitation.email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if password := cleaned.get("password"):
            try:
                validate_password(password, User(email=self.email, name=cleaned.get("name", "")))
            except forms.ValidationError as problem:
                self.add_error("password", problem)
        return cleaned
