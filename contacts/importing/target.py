"""Drafts held against what the account has: which record each means, what it changes, and the writing of it.

Looking and writing take as many statements for 500 rows as for one. A round that only looks goes the same way up to
the writing, so that it says what will be.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Model

from contacts.importing.decisions import Decision
from contacts.importing.drafts import Draft, Wrong
from contacts.importing.outcomes import NEW, SKIPPED, UNCHANGED, UPDATED, Outcome, problem
from contacts.models import Company, Import
from crm.models import User

Choice = Import.Choice


class Target(ABC):
    """One kind of record of one import."""

    model: ClassVar[type[Model]]
    fields: ClassVar[tuple[str, ...]]  # that a file can change
    written: ClassVar[tuple[str, ...]] = ()  # if they are more than these

    def __init__(self, job: Import) -> None:
        self.account, self.user, self.choice = job.account, job.user, job.choice
        self.companies: dict[str, Company] = {}  # by name: those of this batch

    def outcomes(self, drafts: Sequence[Draft], *, is_trial: bool) -> list[Outcome]:
        """What became of these drafts, or would; a writing round belongs into a transaction."""
        self.companies = self._companies(draft.values.get("company", "") for draft in drafts)
        self.look_up(drafts)
        decisions = [self._decided(draft) for draft in drafts]
        if not is_trial:
            self._write(decisions)
        return [decision.outcome for decision in decisions]

    @abstractmethod
    def look_up(self, drafts: Sequence[Draft]) -> None:
        """Reads the records that the drafts may mean."""

    @abstractmethod
    def found(self, draft: Draft) -> Any:  # noqa: ANN401
        """The record that a draft means, None for a new one. Raises Wrong."""

    @abstractmethod
    def made(self, draft: Draft) -> Any:  # noqa: ANN401
        """A new record, not yet saved, without what the draft says."""

    @abstractmethod
    def added(self, draft: Draft, record: Any) -> list[str]:  # noqa: ANN401
        """What the record is to be known by from now on. Raises Wrong."""

    @abstractmethod
    def write(self, decisions: Sequence[Decision]) -> None:
        """Writes what was added, when the records are there."""

    def attributes(self, draft: Draft) -> dict[str, Any]:
        """What the draft says, by the record's attributes. Raises Wrong."""
        found = {name: draft.values[name] for name in self.fields if name in draft.values}
        if "company" in found:
            found["company"] = self.companies[found["company"]]
        if "owner" in found:
            found["owner"] = self.owner(found["owner"])
        return found

    def owner(self, called: str) -> User:
        if called.casefold() not in self.users:
            raise Wrong("owner", value=called)
        return self.users[called.casefold()]

    @cached_property
    def users(self) -> dict[str, User]:
        """By their names, of which two may be the same, and by their addresses, which win."""
        people = list(User.objects.filter(memberships__account=self.account, memberships__is_active=True))
        names = [person.name.casefold() for person in people]
        named = {name: person for name, person in zip(names, people, strict=True) if names.count(name) == 1}
        return named | {person.email.casefold(): person for person in people}

    def _companies(self, names: Iterable[str]) -> dict[str, Company]:
        """The oldest of each name; one that is not there yet is written as soon as a record needs it."""
        wanted = {name for name in names if name}
        rows = Company.objects.filter(account=self.account, name__in=wanted).order_by("-id") if wanted else ()
        return {name: Company(account=self.account, name=name) for name in wanted} | {row.name: row for row in rows}

    def _decided(self, draft: Draft) -> Decision:
        try:
            record, values = self.found(draft), self.attributes(draft)
            added = self.added(draft, record)
        except Wrong as wrong:
            return Decision(draft, problem=problem(draft.number, wrong.code, **wrong.values))
        if record is None:
            record = self.made(draft)
            self.change(record, values, Choice.OVERWRITE.value)
            return Decision(draft, NEW, record, added)
        if self.choice == Choice.SKIP:
            return Decision(draft, SKIPPED, record)
        is_changed = self.change(record, values, self.choice)
        return Decision(draft, UPDATED if is_changed or added else UNCHANGED, record, added)

    def change(self, record: Any, values: dict[str, Any], choice: str) -> bool:  # noqa: ANN401
        """Sets what the choice lets it set; whether that was anything."""
        differing = {
            name: value
            for name, value in values.items()
            if self.is_different(record, name, value) and (choice == Choice.OVERWRITE or self.is_empty(record, name))
        }
        for name, value in differing.items():
            setattr(record, name, value)
        return bool(differing)

    def is_empty(self, record: Any, name: str) -> bool:  # noqa: ANN401
        return getattr(record, attribute(name)) in (None, "")

    def is_different(self, record: Any, name: str, value: Any) -> bool:  # noqa: ANN401
        return bool(getattr(record, attribute(name)) != (value.pk or "new" if isinstance(value, Model) else value))

    def _write(self, decisions: Sequence[Decision]) -> None:
        taken = [each for each in decisions if each.kind in {NEW, UPDATED}]
        # In one order whoever writes, so that two at once cannot lock each other out.
        taken.sort(key=lambda each: (each.draft.keys, each.draft.number))
        wanted = {each.record.company.name: each.record.company for each in taken if needs_company(each.record)}
        Company.objects.bulk_create(wanted[name] for name in sorted(wanted))
        manager = self.model._default_manager  # noqa: SLF001
        manager.bulk_create(each.record for each in taken if each.kind == NEW)
        changed = {each.record.pk: each.record for each in taken if each.kind == UPDATED}
        if changed:
            manager.bulk_update([changed[pk] for pk in sorted(changed)], self.written or self.fields)
        self.write(taken)


def attribute(name: str) -> str:
    """Where the id of another record stands, which is read without a query."""
    return f"{name}_id" if name in {"company", "owner"} else name


def needs_company(record: Any) -> bool:  # noqa: ANN401
    """Whether it has one that is not written yet."""
    return getattr(record, "company_id", "") is None and record.company is not None
