"""The outside of a CMS object (RFC 5652), in BER as mail programs write it: what it is, and where signed content lies.

Only `signed-data` carries its content in the clear. No signature is checked, nothing is decrypted.
"""

from collections.abc import Iterator
from typing import Literal

from emaillog.mime.source import Source

Kind = Literal["", "signed", "encrypted"]

_PIECES = 200_000  # octet strings that one content may be cut into
_DEPTH = 30
_KINDS: dict[bytes, Kind] = {
    bytes.fromhex("2a864886f70d010702"): "signed",  # id-signedData
    bytes.fromhex("2a864886f70d010703"): "encrypted",  # id-envelopedData
    bytes.fromhex("2a864886f70d010706"): "encrypted",  # id-encryptedData
    bytes.fromhex("2a864886f70d0109100117"): "encrypted",  # id-ct-authEnvelopedData (RFC 5083)
}
_INTEGER, _OCTETS, _OID, _OCTETS_IN_PIECES, _SEQUENCE, _SET, _EXPLICIT = 0x02, 0x04, 0x06, 0x24, 0x30, 0x31, 0xA0


class _OddError(ValueError):
    """No CMS object, or one cut short."""


def kind(head: bytes) -> Kind:
    """What the object is, by its first bytes; "" when it is none, or only compresses or lists certificates."""
    try:
        walk = _Walk(head, 0, len(head))
        walk.enter(_SEQUENCE)
        return _KINDS.get(walk.read(_OID), "")
    except _OddError:
        return ""


def signed_content(source: Source, start: int, end: int) -> list[tuple[int, int]] | None:
    """Where in `source` the content lies that was signed, in pieces; None when it is not inside."""
    walk = _Walk(source, start, end)
    try:
        walk.enter(_SEQUENCE)
        if _KINDS.get(walk.read(_OID)) != "signed":
            return None
        walk.enter(_EXPLICIT)
        walk.enter(_SEQUENCE)
        walk.skip(_INTEGER)
        walk.skip(_SET)
        walk.enter(_SEQUENCE)
        walk.read(_OID)
        walk.enter(_EXPLICIT)
        return list(walk.octets())
    except _OddError:
        return None


class _Walk:
    def __init__(self, source: Source, start: int, end: int) -> None:
        self.source, self.at, self.end = source, start, end

    def header(self) -> tuple[int, int]:
        """Tag and length of what is next, -1 for an indefinite length (X.690 section 8.1.3); goes behind them."""
        head = self.source[self.at : min(self.at + 10, self.end)]
        if len(head) < 2:
            raise _OddError
        tag, first = head[0], head[1]
        self.at += 2
        if first < 0x80:
            return tag, first
        count = first & 0x7F
        if not count:
            return tag, -1
        if count > 8 or len(head) < 2 + count:
            raise _OddError
        self.at += count
        return tag, int.from_bytes(head[2 : 2 + count])

    def enter(self, wanted: int) -> None:
        tag, _ = self.header()
        if tag != wanted:
            raise _OddError

    def span(self, length: int) -> tuple[int, int]:
        start, self.at = self.at, self.at + length
        if length < 0 or self.at > self.end:
            raise _OddError
        return start, self.at

    def read(self, wanted: int) -> bytes:
        tag, length = self.header()
        if tag != wanted or length > 100:
            raise _OddError
        start, end = self.span(length)
        return self.source[start:end]

    def skip(self, wanted: int) -> None:
        tag, length = self.header()
        if tag != wanted:
            raise _OddError
        depth = int(length < 0)
        if length >= 0:
            self.span(length)
        while depth:
            tag, length = self.header()
            if length >= 0:
                self.span(length)
            depth += (length < 0) - (tag == length == 0)
            if depth > _DEPTH:
                raise _OddError

    def octets(self) -> Iterator[tuple[int, int]]:
        """An octet string, whole or in pieces (X.690 section 8.7)."""
        tag, length = self.header()
        if tag == _OCTETS:
            yield self.span(length)
            return
        if tag != _OCTETS_IN_PIECES:
            raise _OddError
        stop = self.at + length if length >= 0 else self.end
        for _ in range(_PIECES):
            if self.at >= stop and length >= 0:
                return
            tag, size = self.header()
            if tag == size == 0 and length < 0:
                return
            if tag != _OCTETS:
                raise _OddError
            yield self.span(size)
        raise _OddError
