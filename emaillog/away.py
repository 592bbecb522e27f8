"""What people and programs are told while the storage does not answer: 503 (RFC 9110 section 15.6.4)."""

from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from contacts.away import AwayError

log = structlog.get_logger(__name__)
SECONDS = 60  # after which it is worth asking again


class StorageMiddleware:
    """A page in the place of the download, since nothing went wrong in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return told(request, error, render(request, "503.html", status=503)) if isinstance(error, AwayError) else None


def told(request: HttpRequest, error: AwayError, answer: HttpResponse) -> HttpResponse:
    log.warning("storage_away", path=request.path, problem=str(error))
    answer["Retry-After"] = str(SECONDS)
    return answer
