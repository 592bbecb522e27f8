"""Where people come back to who cannot stay: signed out meanwhile, or at an address that only takes what forms send."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

Handler = Callable[[HttpRequest], HttpResponseBase]
READING = {"GET", "HEAD"}
# draft-broyer-http-cookie-auth: RFC 9110 section 15.5.2 wants the scheme named by which one signs in.
CHALLENGE = 'Cookie realm="Blindcopy", form-action="/accounts/login/"'


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """What a person without a session is told.

    htmx gets a 401, so that it swaps nothing and static/js/failures.js says what to do; a browser gets the sign-in,
    and comes back to the page it was on, never to an address that only takes forms.
    """
    htmx = getattr(request, "htmx", None)
    if isinstance(htmx, HtmxDetails) and htmx and not htmx.history_restore_request:
        return HttpResponse(status=401, headers={"WWW-Authenticate": CHALLENGE})
    return redirect_to_login(request.get_full_path() if request.method in READING else _page_before(request))


def _page_before(request: HttpRequest) -> str:
    """The page with the form that was sent, as the browser names it; else the page that its address lies below."""
    named = request.headers.get("Referer", "")
    if named.startswith("http") and url_has_allowed_host_and_scheme(
        named, {request.get_host()}, require_https=request.is_secure()
    ):
        page = urlsplit(named)
        return f"{page.path}?{page.query}" if page.query else page.path
    return page_above(request.path)


def page_above(path: str) -> str:
    """The nearest address above this one where there is something: `/a/acme/deals/5/` for `/a/acme/deals/5/stage/`."""
    while path.strip("/"):
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            resolve(path)
        except Resolver404:
            continue
        return path
    return "/"


class NotAllowedMiddleware:
    """A browser that asks for an address which only takes forms gets the page of the form, or a 405 in our look.

    Programs get the bare 405 (RFC 9110 section 15.5.6).
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_browser = "text/html" in request.headers.get("Accept", "")
        if not is_browser or not isinstance(response, HttpResponseNotAllowed):
            return response
        if request.method in READING and request.path.startswith("/a/"):
            return HttpResponseRedirect(page_above(request.path))
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page
