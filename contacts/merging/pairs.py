"""Two records side by side: in what they differ, what is taken by default, and what they have together."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.merging.moving import Mergeable
from contacts.models import Contact

# What can be chosen, by the name of the choice: its label and the columns that go together.
OF_CONTACTS: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "name": (_("Name"), ("first_name", "last_name")),
    "title": (_("Job title"), ("title",)),
    "phone": (_("Phone"), ("phone",)),
    "company": (_("Company"), ("company_id",)),
    "lifecycle": (_("Lifecycle"), ("lifecycle",)),
    "owner": (_("Owner"), ("owner_id",)),
}
OF_COMPANIES: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "name": (_("Name"), ("name",)),
    "phone": (_("Phone"), ("phone",)),
    "owner": (_("Owner"), ("owner_id",)),
}
PRIMARY = "primary"


@dataclass(frozen=True)
class Choice:
    """One field of both: what each has, and whose value is taken unless somebody says otherwise."""

    name: str
    label: str | Promise
    left: str
    right: str
    taken: int
    is_open: bool  # they differ


@dataclass(frozen=True)
class Pair:
    """`left` and `right` as `of` reads them. Without a word of anybody the older one stays."""

    left: Mergeable
    right: Mergeable

    @property
    def both(self) -> tuple[Mergeable, Mergeable]:
        return self.left, self.right

    @property
    def older(self) -> Mergeable:
        return min(self.both, key=lambda one: one.pk)

    @property
    def newer(self) -> Mergeable:
        return max(self.both, key=lambda one: one.pk)

    @property
    def fields(self) -> dict[str, tuple[str | Promise, tuple[str, ...]]]:
        return OF_CONTACTS if isinstance(self.left, Contact) else OF_COMPANIES

    @property
    def columns(self) -> list[str]:
        return [column.removesuffix("_id") for _label, columns in self.fields.values() for column in columns]

    @cached_property
    def choices(self) -> list[Choice]:
        found = [self._choice(name, label, columns) for name, (label, columns) in self.fields.items()]
        return [*found, *self._primary()]

    def _choice(self, name: str, label: str | Promise, columns: tuple[str, ...]) -> Choice:
        left, right = (_said(one, name, columns) for one in self.both)
        is_open = _values(self.left, columns) != _values(self.right, columns)
        return Choice(name, label, left, right, self._preferred(left, right, name).pk, is_open)

    def _preferred(self, left: str, right: str, name: str) -> Mergeable:
        """The one that has something to say; of names the fuller one, of anything else the newer."""
        if bool(left) != bool(right):
            return self.left if left else self.right
        if name == "name" and len(left) != len(right):
            return self.left if len(left) > len(right) else self.right
        return self.older if name in {"name", PRIMARY} else self.newer

    def _primary(self) -> list[Choice]:
        if not (isinstance(self.left, Contact) and isinstance(self.right, Contact)):
            return []
        left, right = (next(iter(one.addresses), "") for one in (self.left, self.right))
        taken = self._preferred(left, right, PRIMARY).pk
        return [Choice(PRIMARY, _("Primary address"), left, right, taken, left != right)]

    def take(self, taken: Mapping[str, int]) -> None:
        """Gives the left one what was chosen; what nobody chose is as preselected."""
        for choice in self.choices:
            if choice.name in self.fields and taken.get(choice.name, choice.taken) == self.right.pk:
                for column in self.fields[choice.name][1]:
                    setattr(self.left, column, getattr(self.right, column))

    def primary(self, taken: Mapping[str, int]) -> str:
        """The address that mail goes to first; also where the chosen one has none."""
        found = next((choice for choice in self.choices if choice.name == PRIMARY), None)
        if found is None:
            return ""
        sides = {self.left.pk: found.left, self.right.pk: found.right}
        return sides.get(taken.get(PRIMARY, found.taken), "") or found.left or found.right

    @property
    def version(self) -> str:
        """What a choice is good for: the two as they were when it was made."""
        return hashlib.sha256(repr(sorted(map(_state, self.both))).encode()).hexdigest()[:32]


def _values(record: Mergeable, columns: tuple[str, ...]) -> list[Any]:
    return [getattr(record, column) for column in columns]


def _said(record: Mergeable, name: str, columns: tuple[str, ...]) -> str:
    if name == "name":
        return " ".join(filter(None, _values(record, columns)))
    if in_words := getattr(record, f"get_{name}_display", None):
        return str(in_words())
    return str(getattr(record, name) or "")


def _state(record: Mergeable) -> tuple[int, list[Any]]:
    columns = [column for _label, each in Pair(record, record).fields.values() for column in each]
    more = record.addresses if isinstance(record, Contact) else sorted(record.domain_names)
    return record.pk, [*_values(record, tuple(columns)), *more]
