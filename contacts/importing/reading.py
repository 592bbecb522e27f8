"""Rows of a file, one after the other: whatever is in it, a row is a row, and no more than one is in memory."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from typing import IO, cast

from contacts.exporting.cells import unsafe
from contacts.importing import vcards
from contacts.importing.dialects import (
    FIRST_ROWS,
    LOOKED_AT,
    MOST_COLUMNS,
    Dialect,
    UnreadableError,
    delimiter_of,
    encoding_of,
    first_rows,
)
from contacts.importing.guessing import is_heading

LONGEST_LINE = 200_000  # characters; a cell of more than 131,072 is refused by csv itself
MOST_SHOWN = 4  # rows that are kept to be shown


@dataclass(frozen=True)
class Row:
    """One row as it stands in the file. `number` is the one that a spreadsheet shows; a fault makes it unreadable."""

    number: int
    cells: list[str]
    fault: str = ""


@dataclass(frozen=True)
class Look:
    """What is known of a file before anybody says what its columns mean."""

    dialect: Dialect
    lines: int
    head: list[list[str]]


def look_into(file: IO[bytes]) -> Look:
    """Finds out how to read a file. Raises UnreadableError."""
    encoding, lines = encoding_of(file)
    start = _start(file, encoding)
    if vcards.are_cards(start):
        dialect = Dialect("vcard", encoding, has_headings=False)
        count = None
    else:
        delimiter = delimiter_of(start)
        found = first_rows(start, delimiter)
        dialect = Dialect("csv", encoding, delimiter, has_headings=_has_headings(found))
        count = lines - dialect.has_headings
    head = [[cell[:200] for cell in row.cells[: MOST_COLUMNS + 1]] for row in _first(file, dialect)]
    if not head or (dialect.has_headings and len(head) == 1 and lines < 2):
        raise UnreadableError("empty")
    if len(head[0]) > MOST_COLUMNS:
        raise UnreadableError("columns")
    return Look(dialect, vcards.count(file, encoding) if count is None else count, head)


def _start(file: IO[bytes], encoding: str) -> str:
    file.seek(0)
    return file.read(LOOKED_AT).decode(encoding, "replace").replace("\0", "")


def _first(file: IO[bytes], dialect: Dialect) -> list[Row]:
    found = []
    for row in rows_of(file, dialect):
        if not row.fault:
            found.append(row)
        if len(found) == MOST_SHOWN or row.number > FIRST_ROWS:
            break
    return found


def _has_headings(rows: list[list[str]]) -> bool:
    """Nobody's heading is a mail address or a number; a row that stands alone must say one that is known."""
    if not rows or any("@" in cell or cell.strip().isdigit() for cell in rows[0]):
        return False
    return len(rows) > 1 or any(map(is_heading, rows[0]))


def rows_of(file: IO[bytes], dialect: Dialect) -> Iterator[Row]:
    """All rows that are not empty, with the headings if there are any."""
    file.seek(0)
    text = TextIOWrapper(cast("IO[bytes]", _Lasting(file)), encoding=dialect.encoding, errors="replace", newline="")
    if dialect.format == "vcard":
        yield from (Row(number, cells) for number, cells in enumerate(vcards.cards(_lines(text)), 1))
        return
    reader = csv.reader(_lines(text), delimiter=dialect.delimiter)
    number = 0
    while True:
        number += 1
        try:
            cells = [clean(cell) for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            yield Row(number, [], "broken")
            continue
        if any(cells):
            yield Row(number, cells)


def clean(cell: str) -> str:
    """Without what no database takes, and without what only kept a spreadsheet from running it."""
    return unsafe(cell.replace("\0", "").replace("\ufeff", "").strip())


def _lines(text: TextIOWrapper) -> Iterator[str]:
    """Lines of every kind of end; of one that is far too long only its beginning."""
    while line := text.readline(LONGEST_LINE):
        rest = line
        while rest and len(rest) == LONGEST_LINE and not rest.endswith(("\n", "\r")):
            rest = text.readline(LONGEST_LINE)
        yield line.replace("\0", "")


class _Lasting:
    """A file that outlives those who read it as text."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.closed = False

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def read1(self, size: int = -1) -> bytes:
        return self._file.read(size)

    read = read1

    def flush(self) -> None:
        """Nothing is written."""

    def close(self) -> None:
        """Whoever opened it closes it."""
