"""What became of a row, and of a file that cannot be read, in the words that people read."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NEW, UPDATED, UNCHANGED, SKIPPED, PROBLEM = "new", "updated", "unchanged", "skipped", "problem"
WORDS: dict[str, str | Promise] = {
    NEW: gettext_lazy("New"),
    UPDATED: gettext_lazy("Updated"),
    UNCHANGED: gettext_lazy("Unchanged"),
    SKIPPED: gettext_lazy("Left as it is"),
    PROBLEM: gettext_lazy("Not imported"),
}
PROBLEMS: dict[str, str | Promise] = {
    "broken": gettext_lazy("This row cannot be read: a quotation mark is not closed, or a cell is far too long."),
    "cells": gettext_lazy("This row has more cells than there are columns."),
    "unreadable": gettext_lazy("“%(field)s” holds characters that cannot be read."),
    "lines": gettext_lazy("“%(field)s” holds a line break: is a quotation mark not closed?"),
    "long": gettext_lazy("“%(field)s” is longer than %(most)s characters."),
    "address": gettext_lazy("“%(value)s” is no mail address."),
    "addresses": gettext_lazy("More than 50 addresses."),
    "domain": gettext_lazy("“%(value)s” is no domain: write it like example.com."),
    "lifecycle": gettext_lazy("“%(value)s” is no lifecycle stage."),
    "amount": gettext_lazy("“%(value)s” is no amount."),
    "date": gettext_lazy("“%(value)s” is no date: write it like 2026-12-24."),
    "currency": gettext_lazy("“%(value)s” is no currency: write it like EUR."),
    "owner": gettext_lazy("No user of this account is called “%(value)s”."),
    "stage": gettext_lazy("“%(value)s” is no stage of this account."),
    "nameless": gettext_lazy("Neither a name nor a mail address."),
    "no_name": gettext_lazy("No name."),
    "twice": gettext_lazy("The same as row %(row)s: %(value)s."),
    "two_contacts": gettext_lazy("“%(value)s” is an address of another contact: %(other)s."),
    "two_companies": gettext_lazy("“%(value)s” is a domain of another company: %(other)s."),
    "stranger": gettext_lazy("No contact has the address “%(value)s”."),
}
# Of whole files.
FAULTS: dict[str, str | Promise] = {
    "workbook": gettext_lazy("This is a workbook. Save it as CSV in your spreadsheet program, then choose that file."),
    "no_text": gettext_lazy("This is no CSV file and no address card."),
    "empty": gettext_lazy("There are no rows in this file."),
    "columns": gettext_lazy("This file has more than 200 columns."),
    "rows": gettext_lazy("This file has more than 200,000 rows. Split it, and import one part after the other."),
    "gone": gettext_lazy("The file is no longer stored. Choose it again."),
    "crashed": gettext_lazy("The import stopped several times at the same place. What was imported before stays."),
}


@dataclass(frozen=True)
class Outcome:
    """What became of one row; `record` is the id of what it made or met."""

    number: int
    kind: str
    record: int | None = None
    problem: str = ""
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def word(self) -> str:
        return str(WORDS[self.kind])

    @property
    def sentence(self) -> str:
        """Why it was not imported."""
        return str(PROBLEMS[self.problem]) % self.values if self.problem in PROBLEMS else ""

    def as_json(self) -> list[Any]:
        short = [self.number, self.kind, self.record]
        return [*short, self.problem, self.values] if self.problem else short


def problem(number: int, code: str, **values: Any) -> Outcome:  # noqa: ANN401
    """A row that is not imported; of long values only the beginning is told."""
    short = {name: value[:80] if isinstance(value, str) else value for name, value in values.items()}
    return Outcome(number, PROBLEM, None, code, short)


def read(written: Iterable[list[Any]]) -> list[Outcome]:
    return [Outcome(*each) for each in written]


def counted(outcomes: Iterable[Outcome], before: dict[str, int]) -> dict[str, int]:
    return dict(Counter(before) + Counter(outcome.kind for outcome in outcomes))


def said_fault(code: str) -> str:
    return str(FAULTS.get(code, _("It could not be imported.")))
