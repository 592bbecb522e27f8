"""Blobs by name: the raw mails and requests under random keys, attachments under their content's hash."""

import hashlib
import io
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import IO, Any, cast

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils import timezone

from emaillog.mime.content import Content
from emaillog.mime.source import Source, of_file
from emaillog.stored import Shelf, Stored

CHUNK = 256 * 1024
# What is shared is written anew once it is so old: the collector, which takes only what is twice as old, then sees that
# it is needed before any row says so.
AGES_AFTER = timedelta(days=1)


class DamagedError(OSError):
    """What was decoded is not what was read a moment ago: nothing of it is kept."""


def random_key(kind: str) -> str:
    """A new key such as `raw/2026-11-23/…`: by day, so that retention can sweep a folder."""
    return f"{kind}/{timezone.now():%Y-%m-%d}/{secrets.token_hex(16)}"


def attachment_key(account_id: int, sha256: str) -> str:
    """Content-addressed within the account, so that the same file is kept once and never shared between tenants."""
    return f"attachments/{account_id}/{sha256[:2]}/{sha256}"


def write(key: str, content: bytes | IO[bytes]) -> None:
    """Returns when the bytes are safe; raises OSError when they are not."""
    file = ContentFile(content) if isinstance(content, bytes) else File(content)
    default_storage.save(key, file)


def write_once(key: str, content: bytes | Content) -> bool:
    """For keys that stand for their content. True: it was there already, so that somebody might be deleting it.

    What is there in another size was cut short by a disk or a hand, and is written anew.
    """
    there = look_up(key)
    is_whole = there is not None and there.size == (len(content) if isinstance(content, bytes) else content.size)
    if there is None or not is_whole or is_ageing(there):
        write(key, content if isinstance(content, bytes) else io.BufferedReader(_Decoding(content)))
    return there is not None


def is_ageing(there: Stored) -> bool:
    return timezone.now() - there.modified > AGES_AFTER


def look_up(key: str) -> Stored | None:
    """What is known of the blob without reading it; None: there is none."""
    return _shelf().look_up(key)


def walk(folder: str) -> Iterator[Stored]:
    """All blobs of a kind, with the unfinished ones."""
    return _shelf().walk(folder)


def _shelf() -> Shelf:
    return cast("Shelf", default_storage)


def read(key: str) -> bytes:
    with opened(key) as file:
        return file.read()


@contextmanager
def opened(key: str) -> Iterator[IO[bytes]]:
    with default_storage.open(key, "rb") as file:
        yield file


def stream(key: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The bytes [start, end) in chunks; no more than these is fetched, however large the blob is.

    Raises at the first of them what the storage raises when they are not there.
    """
    return _shelf().stream(key, start, end, CHUNK)


@contextmanager
def source(key: str) -> Iterator[Source]:
    """A message as a source for the readers, which is closed behind them."""
    with opened(key) as file:
        yield of_file(file)


class _Decoding(io.RawIOBase):
    """A content as a file to be read once, for storages that want one.

    It ends with DamagedError instead of an end when it was not the content that its hash and size say: the storage then
    leaves nothing under the name.
    """

    def __init__(self, content: Content) -> None:
        super().__init__()
        self._content, self._chunks = content, content.chunks()
        self._rest = memoryview(b"")
        self._size, self._digest = 0, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 (whatever the caller fills)
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                self._check()
                return 0
            self._take(chunk)
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count

    def _take(self, chunk: bytes) -> None:
        self._rest = memoryview(chunk)
        self._size += len(chunk)
        self._digest.update(chunk)

    def _check(self) -> None:
        if (self._size, self._digest.hexdigest()) != (self._content.size, self._content.sha256):
            raise DamagedError("The bytes of a file changed while it was stored.")


def delete(key: str) -> None:
    default_storage.delete(key)
