"""One field of a record's form, as it is edited in place: the other fields stay as they are saved."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.forms.choosing import BESIDE
from contacts.forms.companies import CompanyForm
from contacts.forms.deals import DealForm
from contacts.forms.people import ContactForm
from contacts.forms.record import RecordForm
from contacts.models import Company, Contact, Deal

FORMS: dict[type, type[RecordForm[Any]]] = {Contact: ContactForm, Company: CompanyForm, Deal: DealForm}
# What can be edited in place; some belong together.
FIELDS: dict[type, dict[str, tuple[str, ...]]] = {
    Contact: {
        "name": ("first_name", "last_name"),
        "addresses": ("addresses",),
        "title": ("title",),
        "company": ("company",),
        "phone": ("phone",),
        "lifecycle": ("lifecycle",),
        "owner": ("owner",),
    },
    Company: {"name": ("name",), "domains": ("domains",), "phone": ("phone",), "owner": ("owner",)},
    Deal: {
        "name": ("name",),
        "amount": ("amount", "currency"),
        "opened_at": ("opened_at",),
        "closes_on": ("closes_on",),
        "company": ("company",),
        "owner": ("owner",),
    },
}
LABELS: dict[str, str | Promise] = {
    "name": _("Name"),
    "addresses": _("Email"),
    "title": _("Job title"),
    "company": _("Company"),
    "phone": _("Phone"),
    "lifecycle": _("Lifecycle stage"),
    "owner": _("Owner"),
    "domains": _("Domains"),
    "amount": _("Amount"),
    "opened_at": _("Opened"),
    "closes_on": _("Closing date"),
}


class OneField:
    """A field, or a few that belong together, of the form of a record; saving refuses to overwrite what is newer."""

    def __init__(self, record: Contact | Company | Deal, name: str, data: QueryDict | None = None) -> None:
        self.record, self.name, self.names = record, name, FIELDS[type(record)][name]
        kind = FORMS[type(record)]
        self.saved = kind(record.account, instance=record, auto_id=f"field_{name}_%s")
        self.form = self.saved
        if data is not None:
            self.form = kind(record.account, self._all_of(data), instance=record, auto_id=f"field_{name}_%s")
        self.form.fields[self.names[0]].widget.attrs["autofocus"] = True

    def _all_of(self, data: QueryDict) -> QueryDict:
        """The whole form as if only this field had been changed in it."""
        whole = QueryDict(mutable=True)
        for bound in self.saved:
            # A bound field shows no microseconds, which must not be lost: they decide the order of deals (R7).
            kept = self.saved.initial.get(bound.name)
            value = kept if isinstance(kept, datetime) else bound.value()
            values = value if isinstance(value, list) else [value]
            whole.setlist(bound.html_name, ["" if one is None else str(one) for one in values])
        beside = [name + BESIDE for name in self.names if name + BESIDE in data]
        for name in (*self.names, *beside, "seen"):
            whole.setlist(name, data.getlist(name))
        return whole

    @property
    def version(self) -> str:
        """Of these fields alone: that somebody changed another one meanwhile does not matter."""
        return self.saved.version_of(self.names)

    @property
    def bound(self) -> list[forms.BoundField]:
        return [self.form[name] for name in self.names]

    @property
    def errors(self) -> list[str]:
        """What is not said at one of the fields."""
        return [str(error) for name, found in self.form.errors.items() if name not in self.names for error in found]

    def save(self) -> bool:
        """False with the reasons in the form."""
        return self.form.is_valid() and self.form.saved()
