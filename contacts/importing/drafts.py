"""Rows of a file understood: what each says of a record, or why it cannot be taken."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from contacts import names
from contacts.addresses import ascii_domain, normalised
from contacts.importing.fields import Field, fields_of
from contacts.importing.outcomes import Outcome, problem
from contacts.importing.reading import Row

MOST_ADDRESSES = 50
BETWEEN = re.compile(r"[,;\s]+")
SHOWN_ADDRESS = re.compile(r"^.*<([^<>]+)>$", re.DOTALL)  # "Maya Chen <maya@example.com>"


class Wrong(Exception):  # noqa: N818
    """A row with a problem, which comes with it."""

    def __init__(self, code: str, **values: Any) -> None:  # noqa: ANN401
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True)
class Draft:
    """What a row says: values by field, and the addresses or domains that it is known by."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    keys: tuple[str, ...] = ()

    @property
    def identities(self) -> tuple[str, ...]:
        """By what the same record would be known in another row."""
        name = " ".join(self.values.get(key, "") for key in ("first_name", "last_name", "company", "deal"))
        return self.keys or (name.strip().casefold(),)


def understood(row: Row, kind: str, mapping: list[str]) -> Draft | Outcome:
    """The draft of a row, or the problem with it."""
    if row.fault:
        return problem(row.number, row.fault)
    try:
        return READERS[kind](row.number, _cells(row, kind, mapping))
    except Wrong as wrong:
        return problem(row.number, wrong.code, **wrong.values)


def _cells(row: Row, kind: str, mapping: list[str]) -> dict[str, list[str]]:
    """The cells that are not empty, by field; Raises Wrong."""
    if any(row.cells[len(mapping) :]):
        raise Wrong("cells")
    fields, found = fields_of(kind), dict[str, list[str]]()
    for key, cell in zip(mapping, row.cells, strict=False):
        if key and cell:
            check(fields[key], cell)
            found.setdefault(key, []).append(cell)
    return found


def check(field: Field, cell: str) -> None:
    label = str(field.label)
    if "\ufffd" in cell:
        raise Wrong("unreadable", field=label)
    if len(cell) > field.longest * (MOST_ADDRESSES if field.is_list else 1):
        raise Wrong("long", field=label, most=field.longest)
    if not field.is_list and ("\n" in cell or "\r" in cell):
        raise Wrong("lines", field=label)


def values_of(kind: str, cells: dict[str, list[str]]) -> dict[str, Any]:
    """The plain values, read as their fields say."""
    fields, found = fields_of(kind), dict[str, Any]()
    for key, each in cells.items():
        if not fields[key].is_list:
            try:
                found[key] = fields[key].read(each[0])
            except ValueError as error:
                raise Wrong(str(error), value=each[0]) from None
    return found


def addresses_of(cells: list[str]) -> tuple[str, ...]:
    """Normalised, each once."""
    found = dict.fromkeys(address for cell in cells for address in _addresses(cell))
    if len(found) > MOST_ADDRESSES:
        raise Wrong("addresses")
    return tuple(found)


def _addresses(cell: str) -> Iterator[str]:
    shown = SHOWN_ADDRESS.match(cell)
    for part in BETWEEN.split(shown[1] if shown else cell):
        if part:
            address = normalised(part.removeprefix("mailto:"))
            if not address:
                raise Wrong("address", value=part)
            yield address


def contact(number: int, cells: dict[str, list[str]]) -> Draft:
    values, addresses = values_of("contact", cells), addresses_of(cells.get("email", []))
    full = values.pop("name", "")
    if full and not (values.get("first_name") or values.get("last_name")):
        first, last = names.split(full, full)
        values |= {key: each for key, each in (("first_name", first), ("last_name", last)) if each}
    if not addresses and not (values.get("first_name") or values.get("last_name")):
        raise Wrong("nameless")
    return Draft(number, values, addresses)


def company(number: int, cells: dict[str, list[str]]) -> Draft:
    values = values_of("company", cells)
    if not values.get("company"):
        raise Wrong("no_name")
    return Draft(number, values, tuple(_domains(cells.get("domain", []))))


def _domains(cells: list[str]) -> Iterator[str]:
    for part in (part for cell in cells for part in BETWEEN.split(cell) if part):
        host = re.sub(r"^[a-z]+://", "", part.casefold()).partition("/")[0].removeprefix("www.")
        domain = ascii_domain(host)
        if "." not in domain:
            raise Wrong("domain", value=part)
        yield domain


def deal(number: int, cells: dict[str, list[str]]) -> Draft:
    values = values_of("deal", cells)
    if not values.get("deal"):
        raise Wrong("no_name")
    return Draft(number, values | {"people": addresses_of(cells.get("email", []))})


READERS = {"contact": contact, "company": company, "deal": deal}
