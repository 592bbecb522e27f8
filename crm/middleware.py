"""Who is asking, in which account, in which time zone: decided once, before any view."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation
from django_htmx.middleware import HtmxDetails

from crm.models import Account, Membership, User, zone_named
from crm.returning import to_sign_in

Handler = Callable[[HttpRequest], HttpResponseBase]


class AccountRequest(HttpRequest):
    """A request below `/a/<account>/`: its user is a member of that account."""

    user: User
    account: Account
    membership: Membership
    memberships: list[Membership]  # in all accounts that the user may enter
    htmx: HtmxDetails


class AccountMiddleware:
    """Turns the `account` of a URL into `request.account`: anonymous people sign in, strangers get 404."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self,
        request: Any,  # noqa: ANN401 (Django says nothing of what we put on it)
        view: Handler,
        args: tuple[()],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        if "account" not in kwargs:
            return None
        slug = kwargs.pop("account")
        if not request.user.is_authenticated:
            return to_sign_in(request)
        # All of them at once: the frame of the page offers the others.
        request.memberships = list(Membership.open_to(request.user))
        membership = next((one for one in request.memberships if one.account.slug == slug), None)
        if membership is None:
            raise Http404("No such account.")
        membership.user = request.user
        request.membership, request.account = membership, membership.account
        if request.session.get("account") != slug:
            request.session["account"] = slug
        return None


def language_of(user: object) -> str:
    """What a person chose, else what Django has found out about their browser."""
    chosen = user.language if isinstance(user, User) else ""
    return chosen if chosen in dict(settings.LANGUAGES) else translation.get_language()


class LanguageMiddleware:
    """Shows pages in the language of the person's profile."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.LANGUAGE_CODE = language_of(request.user)
        with translation.override(request.LANGUAGE_CODE):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response


class TimezoneMiddleware:
    """Shows times in the person's own zone, as their browser said it (cookie) or their profile says."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        name = (user.time_zone if isinstance(user, User) else "") or request.COOKIES.get("time_zone", "")
        with timezone.override(zone_named(name)):
            return self.get_response(request)
