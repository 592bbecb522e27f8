"""The one place for bytes: files on disk or S3, as `STORAGE_URL` says. What was written here survives a crash."""

import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage
from django.core.files.utils import validate_file_name

from emaillog.bucket import Bucket
from emaillog.stored import Stored


def sync_folder(folder: Path) -> None:
    """Makes a rename last: on Linux the entry in the folder is data of its own."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class DurableFileStorage(FileSystemStorage):
    """Files whose bytes are synced before their name appears, and whose name is synced before `save` returns."""

    def save(self, name: str | None, content: IO[Any], max_length: int | None = None) -> str:
        """Writes under exactly this name: our names are random or the content's own hash, so equal means the same."""
        name = str(name)
        validate_file_name(name, allow_relative_path=True)
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
        try:
            with unfinished.open("wb") as file:
                for chunk in File(content).chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
        self._sync_up(target.parent)
        return name

    def look_up(self, name: str) -> Stored | None:
        try:
            found = os.stat(self.path(name))  # noqa: PTH116 (costs half of what Path does)
        except FileNotFoundError:
            return None
        return Stored(name, found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))

    def walk(self, folder: str) -> Iterator[Stored]:
        try:
            entries = os.scandir(self.path(folder))
        except FileNotFoundError:
            return
        with entries:
            for entry in entries:
                name = f"{folder}/{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    yield from self.walk(name)
                elif found := self.look_up(name):
                    yield found

    def stream(self, name: str, start: int, end: int | None, chunk: int) -> Iterator[bytes]:
        with self.open(name, "rb") as file:
            file.seek(start)
            left = chunk if end is None else end - start
            while left > 0 and (piece := file.read(min(chunk, left))):
                yield piece
                left -= 0 if end is None else len(piece)

    def _sync_up(self, folder: Path) -> None:
        """Syncs the folder and those above it that may be new, up to the root of the storage."""
        root = Path(self.location)
        while True:
            sync_folder(folder)
            if folder == root or root not in folder.parents:
                return
            folder = folder.parent


def backend(**_: Any) -> Storage:  # noqa: ANN401
    """The storage that `STORAGE_URL` names: `file:///folder` or `s3://bucket/prefix?endpoint_url=…&region_name=…`."""
    url = urlsplit(settings.STORAGE_URL)
    if url.scheme == "file":
        return DurableFileStorage(location=url.path)
    return Bucket(bucket_name=url.netloc, location=url.path.strip("/"), **dict(parse_qsl(url.query)))
