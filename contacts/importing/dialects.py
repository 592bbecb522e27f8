"""How a file of rows is written, found out from its bytes: its encoding, its delimiter, whether it has headings."""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from io import StringIO
from typing import IO

MOST_COLUMNS = 200
LOOKED_AT = 256 * 1024
FIRST_ROWS = 20
DELIMITERS = ",;\t|"
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What people choose by mistake, by its first bytes.
OTHER_KINDS = {b"PK\x03\x04": "workbook", b"\xd0\xcf\x11\xe0": "workbook", b"%PDF": "no_text", b"\x89PNG": "no_text"}


class UnreadableError(Exception):
    """The file is none that can be imported; its argument says why, in the words of `contacts.importing.outcomes`."""


@dataclass(frozen=True)
class Dialect:
    """`format` is csv or vcard; a file of cards has neither delimiter nor headings."""

    format: str
    encoding: str
    delimiter: str = ","
    has_headings: bool = True

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def encoding_of(file: IO[bytes]) -> tuple[str, int]:
    """The encoding, and how many lines there are about. One pass over the file, a piece at a time."""
    start = file.read(4096)
    if kind := next((kind for begin, kind in OTHER_KINDS.items() if start.startswith(begin)), ""):
        raise UnreadableError(kind)
    encoding = next((name for bom, name in BOMS if start.startswith(bom)), "") or _without_bom(start)
    file.seek(0)
    lines, strange, wrong = _count(file, encoding or "utf-8")
    # A few bytes that are broken do not make UTF-8 another encoding; umlauts of Windows that are all broken do.
    return encoding or ("cp1252" if wrong * 2 > strange else "utf-8"), lines


def _without_bom(start: bytes) -> str:
    """UTF-16 gives itself away by its zeros; "" for what must be looked at."""
    zeros = start[0::2].count(0), start[1::2].count(0)
    if max(zeros) * 4 < len(start) or len(start) < 2:
        return ""
    return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"


def _count(file: IO[bytes], encoding: str) -> tuple[int, int, int]:
    """Line ends, characters beyond ASCII with the unreadable ones, and the unreadable ones."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    lines = strange = wrong = 0
    text = "\n"
    while piece := file.read(LOOKED_AT):
        text = decoder.decode(piece)
        lines += max(text.count("\n"), text.count("\r"))
        strange += len(text) - len(text.encode("ascii", "ignore"))
        wrong += text.count("\ufffd")
    return lines + (not text.endswith(("\n", "\r"))), strange, wrong


def delimiter_of(start: str) -> str:
    """The one that splits the first rows into the most columns, all alike."""
    return max(DELIMITERS, key=lambda delimiter: _evenness(start, delimiter))


def _evenness(start: str, delimiter: str) -> tuple[int, int]:
    """How many rows have as many cells as the first, and how many cells that is."""
    counts = [len(row) for row in first_rows(start, delimiter)]
    if not counts or counts[0] < 2:
        return 0, 0
    return sum(count == counts[0] for count in counts), counts[0]


def first_rows(start: str, delimiter: str, most: int = FIRST_ROWS) -> list[list[str]]:
    return list(_readable(csv.reader(StringIO(start, newline=""), delimiter=delimiter), most))


def _readable(rows: Iterator[list[str]], most: int) -> Iterator[list[str]]:
    """Those before anything that cannot be read."""
    for _ in range(most):
        try:
            row = next(rows, None)
        except csv.Error:
            return
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield row
