"""Bytes that came by mail on their way out: always to be saved and never shown, whatever they claim.

Downloads can be gone on with and skipped in: single ranges of bytes (RFC 9110 section 14), named by their hash.
"""

from collections.abc import Generator, Iterator

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from contacts.away import AwayError
from emaillog import blobs, ranges
from emaillog.mime import filenames
from emaillog.models import Attachment

BYTES = "application/octet-stream"


def download(request: HttpRequest, attachment: Attachment) -> HttpResponseBase:
    """The file as an answer, for a page and for the API. Raises Http404 with a sentence for people if there is none."""
    if not attachment.kept:
        raise Http404(_("This file was not kept when the mail was logged. %(why)s") % {"why": attachment.why})
    etag = f'"{attachment.sha256}"'
    unneeded = get_conditional_response(request, etag=etag)
    if unneeded is not None:
        return locked(unneeded)
    answer = bytes_of(request, attachment, etag)
    answer["ETag"], answer["Accept-Ranges"] = etag, "bytes"
    return locked(named(answer, attachment.name))


def bytes_of(request: HttpRequest, attachment: Attachment, etag: str) -> HttpResponseBase:
    """All of it, or the part that a GET asks for (RFC 9110 section 14.2)."""
    asks = request.method == "GET" and ranges.holds(request.headers.get("If-Range", ""), etag)
    span = ranges.asked(request.headers.get("Range", ""), attachment.size) if asks else None
    if request.method == "HEAD":
        stream(attachment.blob).close()
        return HttpResponse(content_type=BYTES, headers={"Content-Length": str(attachment.size)})
    if span is None:
        return whole(attachment.blob, attachment.size)
    if not span.is_satisfiable:
        return HttpResponse(status=416, content_type=BYTES, headers={"Content-Range": span.content_range})
    answer = StreamingHttpResponse(stream(attachment.blob, span.start, span.end), status=206, content_type=BYTES)
    answer["Content-Length"], answer["Content-Range"] = str(span.end - span.start), span.content_range
    return answer


def sent(blob: str, name: str, size: int) -> HttpResponseBase:
    """A blob of `size` bytes as a download under this name. Raises Http404 when it is no longer stored."""
    return locked(named(whole(blob, size), name))


def sent_as(chunks: Iterator[bytes], name: str, size: int) -> HttpResponseBase:
    """So many bytes, which are what the storage has or made of it, as a download under this name."""
    answer = StreamingHttpResponse(chunks, content_type=BYTES)
    answer["Content-Length"] = str(size)
    return locked(named(answer, name))


def whole(blob: str, size: int) -> HttpResponseBase:
    answer = StreamingHttpResponse(stream(blob), content_type=BYTES)
    answer["Content-Length"] = str(size)
    return answer


def named(answer: HttpResponseBase, name: str) -> HttpResponseBase:
    """To be saved under this name (RFC 6266), which does no harm any more."""
    answer["Content-Disposition"] = str(content_disposition_header(True, filenames.clean(name) or "attachment"))  # noqa: FBT003
    return answer


def locked(answer: HttpResponseBase) -> HttpResponseBase:
    """Nothing is guessed about the content, nothing in it runs, nothing of it stays in a cache."""
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Referrer-Policy"] = "no-referrer"
    answer["Cache-Control"] = "private, no-store"
    return answer


def stream(blob: str, start: int = 0, end: int | None = None) -> Generator[bytes, None, None]:
    """The bytes in chunks. That the blob is missing is noticed here and not in the middle of an answer: Http404.

    A storage that is away says nothing of the blob and raises AwayError: nobody shall take the file for lost.
    """
    chunks = blobs.stream(blob, start, end)
    try:
        first = next(chunks, b"")
    except FileNotFoundError as missing:
        raise Http404(_("This file is no longer stored. An administrator can look for it in a backup.")) from missing
    except OSError as problem:
        raise AwayError(str(problem)) from problem
    return resumed(first, chunks)


def resumed(first: bytes, rest: Iterator[bytes]) -> Generator[bytes, None, None]:
    yield first
    yield from rest
