"""Bytes that came by mail on their way out: streamed whole, always to be saved and never shown, whatever they claim."""

from collections.abc import Iterator

from botocore.exceptions import ClientError
from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from emaillog import blobs
from emaillog.mime import filenames
from emaillog.models import Attachment


def download(attachment: Attachment) -> HttpResponseBase:
    """The file as an answer, for a page and for the API. Raises Http404 with a sentence for people if there is none."""
    if not attachment.kept:
        raise Http404(_("This file was not kept when the mail was logged. %(why)s") % {"why": attachment.why})
    return sent(attachment.blob, attachment.name, attachment.size)


def sent(blob: str, name: str, size: int) -> HttpResponseBase:
    """A blob of `size` bytes as a download under this name (RFC 6266). Raises Http404 when it is no longer stored."""
    answer = StreamingHttpResponse(stream(blob), content_type="application/octet-stream")
    answer["Content-Length"] = str(size)
    answer["Content-Disposition"] = str(content_disposition_header(True, filenames.clean(name) or "attachment"))  # noqa: FBT003
    return locked(answer)


def locked(answer: StreamingHttpResponse) -> StreamingHttpResponse:
    """Nothing is guessed about the content, nothing in it runs, nothing of it stays in a cache."""
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Referrer-Policy"] = "no-referrer"
    answer["Cache-Control"] = "private, no-store"
    return answer


def stream(blob: str) -> Iterator[bytes]:
    """The bytes in chunks. That the blob is missing is noticed here and not in the middle of an answer: Http404."""
    chunks = _chunks(blob)
    try:
        first = next(chunks)
    except (FileNotFoundError, ClientError) as missing:
        raise Http404(_("This file is no longer stored. An administrator can look for it in a backup.")) from missing
    return _resumed(first, chunks)


def _resumed(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _chunks(blob: str) -> Iterator[bytes]:
    with blobs.opened(blob) as file:
        yield file.read(blobs.CHUNK)
        while chunk := file.read(blobs.CHUNK):
            yield chunk
