"""Who wrote what: whether a forward is the user's own answer with the thread below it (R29)."""

from collections.abc import Iterable
from dataclasses import dataclass

from emaillog.mime.forwarded import attribution
from emaillog.mime.forwarded.attribution import Attribution
from emaillog.mime.forwarded.folding import fold, words
from emaillog.mime.forwarded.markers import Block
from emaillog.mime.lines import Line
from emaillog.mime.values import Mailbox


@dataclass(frozen=True)
class Own:
    """The users of the account: their addresses in lower case, and the names that the forwarder goes by."""

    addresses: frozenset[str]
    names: frozenset[frozenset[str]]

    def wrote(self, box: Mailbox) -> bool:
        """By address; by name, in either order of its words, only where there is no address (Exchange)."""
        return box.address.lower() in self.addresses if box.address else _words(box.name) in self.names


def own(addresses: frozenset[str], names: Iterable[str]) -> Own:
    known = frozenset(_words(name) for name in names)
    return Own(frozenset(each.lower() for each in addresses), known - {frozenset()})


def _words(name: str) -> frozenset[str]:
    return frozenset(words(fold(name)))


def is_reply_thread(block: Block, below: list[Block | Attribution], body: list[Line], users: Own) -> bool:
    """R1: an own answer with somebody else's words below it. R3: several messages, of which an own one is newer."""
    if not users.wrote(block.heading.sender):
        return any(
            isinstance(each, Block)
            and each.depth == block.depth
            and users.wrote(each.heading.sender)
            and _is_newer(each, block)
            for each in below
        )
    return has_others(below, body, users)


def has_others(below: list[Block | Attribution], body: list[Line], users: Own) -> bool:
    """Whether somebody else's words stand in a text of the user's own."""
    if any(not users.wrote(_writer(each)) for each in below):
        return True
    base = min((line.depth for line in body if not line.is_blank), default=0)
    return not below and any(line.depth > base and not line.is_blank for line in body)


def _writer(marker: Block | Attribution) -> Mailbox:
    if isinstance(marker, Block):
        return marker.heading.sender
    return attribution.mailbox(marker)


def _is_newer(one: Block, other: Block) -> bool:
    first, second = one.heading.date, other.heading.date
    return bool(first and second and first.replace(tzinfo=None) > second.replace(tzinfo=None))
