"""The form of Settings > Never log."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.addresses import domain_of, normalised
from contacts.forms.companies import mail_domain
from contacts.forms.lines import LinesField
from crm.models import Account, Membership
from emaillog.models import NeverLog

MINE, EVERYBODY = "mine", "everybody"


def pattern(line: str) -> str:
    """The address or domain of a pasted line, such as `Maya <maya@example.com>` or `*.example.com`; "" without one."""
    text = line.rpartition("<")[2].partition(">")[0].strip().removeprefix("mailto:")
    local, _at, domain = text.rpartition("@")
    address = normalised(text)
    if local:
        return address if "." in domain_of(address) else ""
    return mail_domain(domain.removeprefix("*."))


class NeverLogForm(forms.Form):
    """Addresses and domains for one of the two lists; members have only their own."""

    patterns = LinesField(
        label=_("Addresses and domains"),
        normalise=pattern,
        wrong=_("“%(line)s” is neither a mail address nor a domain."),
        most=500,
        help_text=_("One a line, such as doctor@example.com or example.com. Paste as many as you like."),
    )
    with_subdomains = forms.BooleanField(
        label=_("Domains count with their subdomains"),
        help_text=_("example.com then means mail.example.com too."),
        required=False,
        initial=True,
    )
    whose = forms.ChoiceField(
        label=_("Whose mail"),
        choices=[(MINE, _("Only mine")), (EVERYBODY, _("Everybody's in this account"))],
        initial=MINE,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )

    def __init__(self, membership: Membership, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.membership = membership
        if not membership.is_admin:
            del self.fields["whose"]

    @property
    def account(self) -> Account:
        return self.membership.account

    @property
    def is_for_everybody(self) -> bool:
        return self.cleaned_data.get("whose") == EVERYBODY

    @property
    def rows(self) -> QuerySet[NeverLog]:
        """The list that is added to."""
        whose = {"user__isnull": True} if self.is_for_everybody else {"user": self.membership.user}
        return NeverLog.objects.filter(account=self.account, **whose)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        listed = self.rows.filter(pattern__in=cleaned.get("patterns", [])).order_by("pattern")
        for row in listed[:5]:
            self.add_error("patterns", ValidationError(gettext("%s is on this list already.") % row.pattern, "taken"))
        return cleaned

    def save(self) -> list[NeverLog]:
        rows = [
            NeverLog(
                account=self.account,
                user=None if self.is_for_everybody else self.membership.user,
                pattern=each,
                with_subdomains="@" not in each and self.cleaned_data["with_subdomains"],
            )
            for each in self.cleaned_data["patterns"]
        ]
        return NeverLog.objects.bulk_create(rows, ignore_conflicts=True)
