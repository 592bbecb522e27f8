"""The bytes of a message where they lie: in memory while they are few, else in a file that is read window by window."""

import io
import os
import tempfile
import weakref
from collections.abc import Iterable
from typing import IO, Protocol

IN_MEMORY = 1024 * 1024  # bytes: what is larger is never held as a whole
_WINDOW = 256 * 1024


class Source(Protocol):
    """What the readers ask of the bytes; `bytes` can do it all."""

    def __len__(self) -> int: ...

    def __getitem__(self, span: slice, /) -> bytes: ...

    def find(self, mark: bytes, start: int, end: int, /) -> int: ...


class OnDisk:
    """A regular file as a source. The descriptor's own position does not matter: a child process may share it."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.size = os.fstat(descriptor).st_size
        self._at, self._window = 0, b""

    def __len__(self) -> int:
        return self.size

    def __reduce__(self) -> tuple[type[bytes], tuple[bytes]]:
        """To another process it goes as the bytes themselves."""
        return bytes, (self[0 : self.size],)

    def __getitem__(self, span: slice, /) -> bytes:
        start, stop, _ = span.indices(self.size)
        stop = max(start, stop)
        if not self._at <= start <= stop <= self._at + len(self._window):
            if stop - start > _WINDOW:
                return os.pread(self.descriptor, stop - start, start)
            self._at, self._window = start, os.pread(self.descriptor, _WINDOW, start)
        return self._window[start - self._at : stop - self._at]

    def find(self, mark: bytes, start: int, end: int, /) -> int:
        """As bytes.find: the first offset in [start, end) where `mark` lies whole, or -1."""
        at, end = max(0, start), min(end, self.size)
        while at + len(mark) <= end:
            if not self._at <= at < self._at + len(self._window) - len(mark):
                self._at, self._window = at, os.pread(self.descriptor, _WINDOW, at)
            found = self._window.find(mark, at - self._at, end - self._at)
            if found >= 0:
                return self._at + found
            if len(self._window) <= len(mark):
                return -1
            at = self._at + len(self._window) - len(mark) + 1
        return -1


def of_file(file: IO[bytes]) -> Source:
    """The file's bytes while they are few, else the file itself, which must stay open; a large one has a descriptor."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return file.read() if size <= IN_MEMORY or isinstance(file, io.BytesIO) else OnDisk(file.fileno())


def of_chunks(chunks: Iterable[bytes]) -> Source:
    """What was decoded as a source of its own: bytes while it is small, else a file without a name."""
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (closed with the source that reads it)
    for chunk in chunks:
        file.write(chunk)
    if file.tell() <= IN_MEMORY:
        with file:
            file.seek(0)
            return file.read()
    file.flush()
    source = OnDisk(file.fileno())
    weakref.finalize(source, file.close)
    return source
