"""The body of a request, streamed to a file while it is counted: it is neither parsed nor held in memory here."""

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO

from django.conf import settings
from django.http import HttpRequest

CHUNK = 256 * 1024
IN_MEMORY = 1024 * 1024


class TooLongError(Exception):
    """More bytes than any mail that we take can need, however it is wrapped."""


class CutShortError(Exception):
    """The sender went away in the middle."""


@contextmanager
def spooled(request: HttpRequest) -> Iterator[IO[bytes]]:
    """The whole body in a file that goes away afterwards; raises TooLongError, CutShortError and OSError."""
    limit = 2 * settings.MAX_MESSAGE_BYTES
    announced = request.META.get("CONTENT_LENGTH") or ""
    if announced.isdecimal() and int(announced) > limit:
        raise TooLongError(announced)
    with SpooledTemporaryFile(max_size=IN_MEMORY, dir=str(settings.VAR_DIR)) as spool:
        source = source_of(request)
        while chunk := source.read(CHUNK):
            spool.write(chunk)
            if spool.tell() > limit:
                raise TooLongError(str(spool.tell()))
        if announced.isdecimal() and spool.tell() != int(announced):
            raise CutShortError(f"{spool.tell()} of {announced} bytes")
        spool.seek(0)
        yield spool


def source_of(request: HttpRequest) -> IO[bytes] | HttpRequest:
    """Where the bytes come from. Django reads none of a body of unannounced length (RFC 9112 section 7.1)."""
    if not request.META.get("CONTENT_LENGTH") and request.META.get("wsgi.input_terminated"):
        stream: IO[bytes] = request.META["wsgi.input"]
        return stream
    return request
