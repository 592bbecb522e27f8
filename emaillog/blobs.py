"""Blobs by name: the raw mails and requests under random keys, attachments under their content's hash."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils import timezone

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


def write_once(key: str, content: bytes) -> None:
    """For keys that are hashes: what is there already is the same."""
    if not default_storage.exists(key):
        write(key, content)


def read(key: str) -> bytes:
    with opened(key) as file:
        return file.read()


@contextmanager
def opened(key: str) -> Iterator[IO[bytes]]:
    with default_storage.open(key, "rb") as file:
        yield file


def delete(key: str) -> None:
    default_storage.delete(key)
