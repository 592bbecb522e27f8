"""A stretch of a mail, and what it is."""

from dataclasses import dataclass
from itertools import groupby
from typing import Literal

Kind = Literal["new", "quoted", "signature"]
Stretch = tuple[Kind, int, int]  # its lines: the first, and the one after the last


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Kind
    content: str


def runs(kinds: list[Kind]) -> list[Stretch]:
    """The neighbouring lines of one kind."""
    out: list[Stretch] = []
    first = 0
    for kind, run in groupby(kinds):
        end = first + sum(1 for _ in run)
        out.append((kind, first, end))
        first = end
    return out


@dataclass(frozen=True, slots=True)
class Hints:
    """What HTML says about its lines beyond their text, by their indexes."""

    ruled: frozenset[int] = frozenset()  # with a rule drawn above them
    signed: frozenset[int] = frozenset()  # in what a client has marked as the signature


NO_HINTS = Hints()
