"""Ids of rows as addresses and forms write them, which anybody can write otherwise."""

from collections.abc import Iterable

LONGEST = 18  # digits: all that the databases hold


def read(text: str) -> int | None:
    """The number that is written, None where there is none that a row can have."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST else None


def read_all(texts: Iterable[str]) -> list[int]:
    """The ids among what is written."""
    return [number for number in map(read, texts) if number is not None]
