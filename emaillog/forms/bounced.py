"""The filters of Settings > Mail > Bounced attachments."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.days import BOUNDS
from crm.models import Account, User
from emaillog.bounces.asked import Asked
from emaillog.models import BouncedAttachment

LARGEST_MB = 10_000


def day(**words: Any) -> forms.DateField:  # noqa: ANN401
    """Browsers write dates of their own fields in the form of ISO 8601, whatever the reader's language."""
    picker = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(
        required=False, input_formats=["%Y-%m-%d"], localize=False, widget=picker, validators=BOUNDS, **words
    )


class BouncedFilterForm(forms.Form):
    q = forms.CharField(required=False, max_length=200, label=_("File or subject"))
    user = forms.ModelChoiceField(User.objects.none(), required=False, label=_("Logged by"), empty_label=_("Everybody"))
    since = day(label=pgettext_lazy("a date", "Since"))
    until = day(label=pgettext_lazy("a date", "Until"))
    size = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_MB, label=_("At least (MB)"))

    def __init__(self, account: Account, asked: Mapping[str, str]) -> None:
        super().__init__(asked, auto_id="filter-%s")
        called = Lower(Coalesce(NullIf("name", Value("")), "email"))
        people = self.fields["user"]
        assert isinstance(people, forms.ModelChoiceField)  # noqa: S101
        people.queryset = User.objects.filter(memberships__account=account).order_by(called, "pk")

    def asked(self, state: BouncedAttachment.Status | None) -> Asked:
        """What is asked for, without what cannot be understood."""
        self.is_valid()
        found = self.cleaned_data
        user = found.get("user")
        return Asked(
            words=found.get("q", ""),
            user=user.pk if user else None,
            since=found.get("since"),
            until=found.get("until"),
            megabytes=found.get("size"),
            state=state,
        )
