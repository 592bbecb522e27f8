from typing import Any, ClassVar

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from contacts.filters.form import ANY, Filters
from contacts.models import Company, Deal, DealContact, Lifecycle, Origin
from contacts.searching.fragments import with_words

MOST_DIGITS = 18  # an id of the database has no more
DEALS = [ANY, ("open", _("With open ones")), ("any", _("With any")), ("none", _("Without"))]


class OfCompany(Filters):
    """Lists whose rows belong to a company; its records link here by its number, people write a part of its name."""

    company = forms.CharField(
        label=_("Company"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"placeholder": _("Part of its name")}),
    )

    def by_company(self, value: str) -> Q:
        if is_id(value):
            return Q(company=int(value))
        ours = with_words(Company.objects.filter(account=self.account), self.account, value)
        return Q(company__in=ours.order_by().values("pk"))

    def words(self, name: str, value: Any) -> str:  # noqa: ANN401
        if name == "company" and is_id(value):
            found = Company.objects.filter(account=self.account, pk=int(value)).first()
            return str(found) if found else super().words(name, value)
        return super().words(name, value)


class ContactFilters(OfCompany):
    kind: ClassVar = "contact"
    costly: ClassVar = Filters.costly | {"deals", "company"}

    lifecycle = forms.ChoiceField(label=_("Lifecycle"), required=False, choices=[ANY, *Lifecycle.choices])
    origin = forms.ChoiceField(label=_("Created by"), required=False, choices=[ANY, *Origin.choices])
    deals = forms.ChoiceField(label=_("Deals"), required=False, choices=DEALS)

    field_order = ("owner", "lifecycle", "company", "deals", "quiet", "origin", "added", "added_from", "added_to")

    def by_lifecycle(self, value: str) -> Q:
        return Q(lifecycle=value)

    def by_origin(self, value: str) -> Q:
        return Q(origin=value)

    def by_deals(self, value: str) -> Q:
        parts = DealContact.objects.filter(account=self.account, contact=OuterRef("pk"))
        if value == "open":
            # Said by the deals' own key too, so that each part costs one look at one deal.
            still = Deal.objects.filter(account=self.account, pk=OuterRef("deal"), closed_at=None)
            return Q(Exists(parts.filter(Exists(still))))
        return ~Q(Exists(parts)) if value == "none" else Q(Exists(parts))


def is_id(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS
