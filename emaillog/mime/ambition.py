"""How much of a message is looked into: less after each attempt that it broke."""

from enum import Enum


class Ambition(Enum):
    FULL = "full"
    LENIENT = "lenient"  # neither HTML nor messages and files within files
    HEADERS = "headers"  # the header fields, and the message itself as a file

    @property
    def looks_inside(self) -> bool:
        return self is Ambition.FULL
