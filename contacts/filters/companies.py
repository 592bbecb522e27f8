from typing import ClassVar

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from contacts.filters.form import Filters
from contacts.filters.people import DEALS
from contacts.models import Deal


class CompanyFilters(Filters):
    kind: ClassVar = "company"
    costly: ClassVar = Filters.costly | {"deals"}

    deals = forms.ChoiceField(label=_("Deals"), required=False, choices=DEALS)

    field_order = ("owner", "deals", "quiet", "added", "added_from", "added_to")

    def by_deals(self, value: str) -> Q:
        theirs = Deal.objects.filter(account=self.account, company=OuterRef("pk"))
        if value == "open":
            theirs = theirs.open()
        return ~Q(Exists(theirs)) if value == "none" else Q(Exists(theirs))
