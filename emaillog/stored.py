"""What lies in a storage, told without reading it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Stored:
    """One blob as it lies there."""

    name: str
    size: int
    modified: datetime


class Shelf(Protocol):
    """What both kinds of storage can say of their blobs beyond what Django asks of one."""

    def look_up(self, name: str) -> Stored | None:
        """None: there is none of this name."""

    def walk(self, folder: str) -> Iterator[Stored]:
        """All below a folder, one after the other and in no order; with what a crash left unfinished."""

    def stream(self, name: str, start: int, end: int | None, chunk: int) -> Iterator[bytes]:
        """The bytes [start, end), in pieces of at most `chunk`; raises FileNotFoundError at the first."""
