"""What a part holds, decoded from the message whenever it is asked for, so that a large file never lies in memory."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from emaillog.mime import source, transfer
from emaillog.mime.source import Source

_SMALL = 64 * 1024  # bytes as sent: decoded once and kept
_HEAD = 8 * 1024  # bytes: what shows the true type of a file


@dataclass(frozen=True)
class _Measures:
    size: int
    sha256: str
    head: bytes


@dataclass(frozen=True, eq=False)
class Content:
    """The bytes source[start:end], which `encoding` (RFC 2045 section 6) made fit for mail."""

    source: Source = field(repr=False)
    start: int
    end: int
    encoding: str = ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Content) and self.sha256 == other.sha256

    def __hash__(self) -> int:
        return hash(self.sha256)

    @classmethod
    def of(cls, data: bytes) -> "Content":
        return cls(data, 0, len(data))

    @property
    def size(self) -> int:
        """Decoded bytes: what the attachment limit is measured on (R8)."""
        return self._measures.size

    @property
    def sha256(self) -> str:
        return self._measures.sha256

    @property
    def head(self) -> bytes:
        """The first 8 KiB."""
        return self._measures.head

    def chunks(self) -> Iterator[bytes]:
        """All of it, in pieces of at most 256 KiB."""
        if self.end - self.start <= _SMALL:
            yield self._whole
        else:
            yield from transfer.chunks(self.source, self.start, self.end, self.encoding)

    def read(self, limit: int) -> bytes:
        """The first `limit` bytes."""
        found: list[bytes] = []
        wanted = limit
        for chunk in self.chunks():
            found.append(chunk[:wanted])
            wanted -= len(found[-1])
            if not wanted:
                break
        return b"".join(found)

    def opened(self) -> tuple[Source, int, int]:
        """Where it can be read as a message of its own: in place, unless it is encoded."""
        if transfer.is_identity(self.encoding):
            return self.source, self.start, self.end
        decoded = source.of_chunks(self.chunks())
        return decoded, 0, len(decoded)

    @cached_property
    def _whole(self) -> bytes:
        return b"".join(transfer.chunks(self.source, self.start, self.end, self.encoding))

    @cached_property
    def _measures(self) -> _Measures:
        size, digest, head = 0, hashlib.sha256(), b""
        for chunk in self.chunks():
            size += len(chunk)
            digest.update(chunk)
            if len(head) < _HEAD:
                head = (head + chunk)[:_HEAD]
        return _Measures(size, digest.hexdigest(), head)
