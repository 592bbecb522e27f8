"""A bucket of S3, or of a server that speaks like it: asked with limits of time, and failing as files fail.

A blob that is not there is a FileNotFoundError and every other trouble an OSError, so that nobody else needs to know
the five families of exceptions of boto3.
"""

import errno
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from typing import IO, Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from django.core.files.base import File
from s3transfer.exceptions import RetriesExceededError
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

from emaillog.mime.source import IN_MEMORY
from emaillog.stored import Stored

FETCHED_AT_ONCE = 256 * 1024  # bytes
CONNECT_SECONDS, READ_SECONDS = 5, 20
# With the wait between them two tries end before the lease of an attempt does (ATTEMPT_LEASE_SECONDS).
TRIES = 2
# KeyError: the line was cut within the header of the answer, which then lacks a field that boto3 counts on.
TROUBLE = (ClientError, BotoCoreError, HTTPClientError, Boto3Error, RetriesExceededError, KeyError)


class BucketError(OSError):
    """The bucket says no, or nothing, or too late: to be tried again."""


class Bucket(S3Storage):  # type: ignore[misc]  # django-storages has no types
    """The blobs under one prefix of a bucket; equal names mean equal bytes, so that writing twice is no conflict."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        config = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"total_max_attempts": TRIES, "mode": "standard"},
            s3={"addressing_style": "path" if options.get("endpoint_url") else "auto"},
            signature_version=options.pop("signature_version", None),
        )
        super().__init__(client_config=config, transfer_config=transfers(), file_overwrite=True, **options)

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        """Fetches it whole into a file without a name: the readers of mail go back and forth in it."""
        file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
        try:
            for piece in self.stream(name, 0, None, FETCHED_AT_ONCE):
                file.write(piece)
        except OSError:
            file.close()
            raise
        file.seek(0)
        return File(file, name)

    def _save(self, name: str, content: Any) -> str:  # noqa: ANN401
        try:
            with as_of_files(name):
                return str(super()._save(name, content))
        except FileNotFoundError as no_bucket:  # which is a fault of the installation and says nothing of the blob
            raise BucketError(str(no_bucket)) from no_bucket

    def delete(self, name: str) -> None:
        with as_of_files(name), suppress(FileNotFoundError):
            super().delete(name)

    def exists(self, name: str) -> bool:
        return self.look_up(name) is not None

    def look_up(self, name: str) -> Stored | None:
        try:
            with as_of_files(name):
                found = self._object(name)
                found.load()
                return Stored(name, found.meta.data["ContentLength"], found.meta.data["LastModified"])
        except FileNotFoundError:
            return None

    def walk(self, folder: str) -> Iterator[Stored]:
        root = self._normalize_name("")
        with as_of_files(folder):
            for found in self.bucket.objects.filter(Prefix=f"{self._normalize_name(folder)}/"):
                yield Stored(found.key.removeprefix(root).lstrip("/"), found.size, found.last_modified)

    def stream(self, name: str, start: int, end: int | None, chunk: int) -> Iterator[bytes]:
        """The bytes [start, end) and no others, in chunks: whole ones, so that a cut line is noticed at the first."""
        span = {"Range": f"bytes={start}-{'' if end is None else end - 1}"} if start or end is not None else {}
        with as_of_files(name):
            answer = self._object(name).get(**span)
            with BufferedReader(answer["Body"], chunk) as body:
                left = answer["ContentLength"]
                while piece := body.read(min(chunk, left)):
                    left -= len(piece)
                    yield piece

    def _object(self, name: str) -> Any:  # noqa: ANN401 (boto3 makes its classes at run time)
        return self.bucket.Object(self._normalize_name(clean_name(name)))


def transfers() -> TransferConfig:
    """The defaults hold ten parts of a large file in memory.

    Without threads it is one part of the least size that S3 takes: eight large mails at once cost the receiver 45 MiB.
    """
    return TransferConfig(use_threads=False, multipart_chunksize=5 * 2**20)


@contextmanager
def as_of_files(name: str) -> Iterator[None]:
    """Raises FileNotFoundError and BucketError for what boto3 raises."""
    try:
        yield
    except ClientError as problem:
        if problem.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404:
            raise FileNotFoundError(errno.ENOENT, "not in the bucket", name) from problem
        raise BucketError(f"{type(problem).__name__}: {problem}") from problem
    except TROUBLE as problem:
        raise BucketError(f"{type(problem).__name__}: {problem}") from problem
