"""Blobs by name: the raw mails and requests under random keys, attachments under their content's hash."""

import io
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import IO, Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils import timezone
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

from emaillog.mime.content import Content
from emaillog.mime.source import Source, of_file

CHUNK = 256 * 1024


def random_key(kind: str) -> str:
    """A new key such as `raw/2026-11-23/…`: by day, so that retention can sweep a folder."""
    return f"{kind}/{timezone.now():%Y-%m-%d}/{secrets.token_hex(16)}"


def attachment_key(account_id: int, sha256: str) -> str:
    """Content-addressed within the account, so that the same file is kept once and never shared between tenants."""
    return f"attachments/{account_id}/{sha256[:2]}/{sha256}"


def write(key: str, content: bytes | IO[bytes]) -> None:
    """Returns when the bytes are safe; raises OSError (or S3's own errors) when they are not."""
    file = ContentFile(content) if isinstance(content, bytes) else File(content)
    default_storage.save(key, file)


def write_once(key: str, content: bytes | Content) -> None:
    """For keys that are hashes: what is there already is the same."""
    if not default_storage.exists(key):
        write(key, io.BufferedReader(_Decoding(content)) if isinstance(content, Content) else content)


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
    if isinstance(default_storage, S3Storage):
        yield from _from_s3(default_storage, key, start, end)
        return
    with opened(key) as file:
        file.seek(start)
        left = CHUNK if end is None else end - start
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            yield chunk
            left -= 0 if end is None else len(chunk)


def _from_s3(storage: S3Storage, key: str, start: int, end: int | None) -> Iterator[bytes]:
    """By a ranged GET: django-storages fetches the whole object before it gives the first byte."""
    span = {"Range": f"bytes={start}-{'' if end is None else end - 1}"} if start or end is not None else {}
    answer = storage.bucket.Object(storage._normalize_name(clean_name(key))).get(**span)  # noqa: SLF001 (no public way)
    with closing(answer["Body"]) as body:
        yield from body.iter_chunks(CHUNK)


@contextmanager
def source(key: str) -> Iterator[Source]:
    """A message as a source for the readers, which is closed behind them."""
    with opened(key) as file:
        yield of_file(file)


class _Decoding(io.RawIOBase):
    """A content as a file to be read once, for storages that want one."""

    def __init__(self, content: Content) -> None:
        super().__init__()
        self._chunks = content.chunks()
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 (whatever the caller fills)
        while not self._rest and (chunk := next(self._chunks, None)) is not None:
            self._rest = memoryview(chunk)
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def delete(key: str) -> None:
    default_storage.delete(key)
