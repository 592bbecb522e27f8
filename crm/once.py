"""A form that makes something new does so once, however often it is sent: a double click, a retry after a late answer.

The page gives such a form a token, and where it led is remembered. The same form with the same words leads there again;
with other words it is a new one, as when somebody goes back to write the next record into it.
"""

from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2s
from secrets import token_urlsafe
from time import monotonic, sleep

from django.core.cache import cache
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

FIELD = "once"
KEPT_SECONDS, LONGEST_SECONDS = 3600, 60  # where it led; how long the making itself may take
PATIENCE_SECONDS, EVERY_SECONDS = 5, 0.05
UNDER_WAY = ""
STILL_SAVING = _("What you sent before is still being saved. Wait a moment, then save again.")


class UnderWayError(Exception):
    """The same form was sent before, and it is not known yet what became of that."""


def token_of(sent: QueryDict | None) -> str:
    """For the hidden field of the form; one that comes back with errors keeps its own."""
    return (sent and sent.get(FIELD)) or token_urlsafe(12)


def do(request: HttpRequest, work: Callable[[], str | None]) -> str | None:
    """The address to which `work` leads, or to which it led when the same form was sent before.

    None when the work was refused, so that the form can be sent again. Raises UnderWayError.
    """
    key = _key(request)
    if not key:
        return work()
    end = monotonic() + PATIENCE_SECONDS
    while not _claim(key):
        if where := _led_to(key):
            return where
        if monotonic() > end:
            raise UnderWayError
        sleep(EVERY_SECONDS)
    return _work(key, work)


def _work(key: str, work: Callable[[], str | None]) -> str | None:
    where = None
    try:
        where = work()
    finally:
        with suppress(Exception):
            cache.set(key, where, KEPT_SECONDS) if where else cache.delete(key)
    return where


def _key(request: HttpRequest) -> str:
    """Of who sends what; empty where the page is older than its forms' tokens."""
    sent = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    if not request.POST.get(FIELD):
        return ""
    words = repr((request.user.pk, request.path, sorted(sent.items())))
    return f"once:{blake2s(words.encode()).hexdigest()}"


def _claim(key: str) -> bool:
    """Whether nobody else is at it. A cache that is away must keep nobody from saving, whatever it raises."""
    with suppress(Exception):
        return bool(cache.add(key, UNDER_WAY, LONGEST_SECONDS))
    return True


def _led_to(key: str) -> str:
    with suppress(Exception):
        return str(cache.get(key) or "")
    return ""
