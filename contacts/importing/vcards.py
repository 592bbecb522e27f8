"""Address cards as rows: vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), as programs really write them."""

import quopri
import re
from collections.abc import Iterable, Iterator
from typing import IO

ADDRESSES = 5  # columns of them
COLUMNS = ("last_name", "first_name", "name", "company", "title", "phone", *["email"] * ADDRESSES)
NAME_PARTS = 2  # of N: family name, given name
LONGEST_VALUE = 4_000  # characters of a property; what follows is left out, such as pictures
BEGIN = re.compile(r"^\s*BEGIN:VCARD\s*$", re.IGNORECASE | re.MULTILINE)
GROUP = re.compile(r"^[\w-]+\.")  # "item1.EMAIL" as Apple writes it
UNESCAPED = {"n": "\n", "N": "\n"}


def are_cards(start: str) -> bool:
    return bool(BEGIN.match(start.lstrip("\ufeff \r\n")))


def count(file: IO[bytes], encoding: str) -> int:
    """How many cards there are about."""
    file.seek(0)
    needle = "BEGIN:VCARD".encode("utf-16-le" if encoding.startswith("utf-16") else "ascii")
    found, rest = 0, b""
    while piece := file.read(256 * 1024):
        whole = rest + piece.upper()
        found += whole.count(needle)
        rest = whole[-len(needle) + 1 :]
    return found


def cards(lines: Iterable[str]) -> Iterator[list[str]]:
    """The cells of each card, in the order of `COLUMNS`."""
    card: dict[str, list[str]] | None = None
    for name, parameters, value in properties(lines):
        match name, value.strip().upper():
            case "BEGIN", "VCARD":
                card = {}
            case "END", "VCARD":
                if card is not None:
                    yield cells(card)
                card = None
            case _ if card is not None:
                card.setdefault(name, []).append(decoded(value, parameters))
            case _:
                pass


def properties(lines: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Name, parameters and value of each property, unfolded (RFC 6350 section 3.2)."""
    for line in unfolded(lines):
        head, colon, value = line.partition(":")
        if colon:
            name, _semicolon, parameters = GROUP.sub("", head.strip()).partition(";")
            yield name.upper(), parameters.upper(), value


def unfolded(lines: Iterable[str]) -> Iterator[str]:
    """Lines that begin with white space go on with the one before, and so do soft breaks of quoted-printable (2.1)."""
    whole, is_soft = "", False
    for raw in lines:
        line = raw.rstrip("\r\n")
        if whole and is_soft:
            whole = (whole[:-1] + line)[:LONGEST_VALUE]
        elif whole and line[:1] in (" ", "\t"):
            whole = (whole + line[1:])[:LONGEST_VALUE]
        else:
            if whole:
                yield whole
            whole = line[:LONGEST_VALUE]
        is_soft = line.endswith("=") and "QUOTED-PRINTABLE" in whole.partition(":")[0].upper()
    if whole:
        yield whole


def decoded(value: str, parameters: str) -> str:
    """In its letters; quoted-printable is UTF-8 unless it says another charset that Python knows."""
    if "QUOTED-PRINTABLE" not in parameters:
        return value
    charset = re.search(r"CHARSET=\"?([\w.:-]+)", parameters)
    raw = quopri.decodestring(value.encode("utf-8", "replace"))
    try:
        return raw.decode(charset[1] if charset else "utf-8", "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")


def split(value: str) -> list[str]:
    """The components of a value, without the backslashes that kept their semicolons (RFC 6350 section 3.4)."""
    parts = re.split(r"(?<!\\);", value)
    return [re.sub(r"\\(.)", lambda found: UNESCAPED.get(found[1], found[1]), part).strip() for part in parts]


def cells(card: dict[str, list[str]]) -> list[str]:
    last, first = (*split(card.get("N", [""])[0]), "", "")[:NAME_PARTS]
    full = "" if first or last else _one(card, "FN")
    emails = [address(value) for value in card.get("EMAIL", [])][:ADDRESSES]
    row = [last, first, full, split(card.get("ORG", [""])[0])[0], _one(card, "TITLE"), phone(_one(card, "TEL"))]
    return [cell.replace("\0", "") for cell in (*row, *emails, *[""] * (ADDRESSES - len(emails)))]


def _one(card: dict[str, list[str]], name: str) -> str:
    return ";".join(split(card.get(name, [""])[0]))


def address(value: str) -> str:
    return ";".join(split(value)).removeprefix("mailto:")


def phone(value: str) -> str:
    return value.removeprefix("tel:")
