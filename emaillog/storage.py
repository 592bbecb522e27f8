"""The one place for bytes: files on disk or S3, as `STORAGE_URL` says. What was written here survives a crash."""

import os
import secrets
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qsl, urlsplit

from boto3.s3.transfer import TransferConfig
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage
from django.core.files.utils import validate_file_name
from storages.backends.s3 import S3Storage

from emaillog.mime.source import IN_MEMORY


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
    options: dict[str, Any] = dict(parse_qsl(url.query))
    storage: Storage = S3Storage(
        bucket_name=url.netloc,
        location=url.path.strip("/"),
        file_overwrite=True,
        # Both defaults hold a large file in memory, one of them whole.
        max_memory_size=IN_MEMORY,
        transfer_config=TransferConfig(max_concurrency=2, max_io_queue=10),
        **options,
    )
    return storage
