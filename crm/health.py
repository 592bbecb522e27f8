"""Liveness and readiness, for whatever watches the installation."""

import secrets
from collections.abc import Callable

import structlog
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from crm import pulse
from crm.celery import app

log = structlog.get_logger(__name__)

SECONDS_OF_TRUST = 10  # how long one answer of the broker or the storage counts: they cost more than the others


class NotReadyError(Exception):
    """A part does not do its work, as is to be expected now and then: no news for the log."""


def alive(_: HttpRequest) -> HttpResponse:
    """The process answers; asks nothing else, so that a database that is away causes no restart."""
    return HttpResponse("alive\n", content_type="text/plain")


def ready(_: HttpRequest) -> HttpResponse:
    """Whether a mail that came in now would be kept and processed: 200 or 503, and which part fails."""
    parts = {name: state_of(name, check) for name, check in CHECKS.items()}
    return JsonResponse(parts, status=200 if set(parts.values()) == {"ok"} else 503)


def state_of(name: str, check: Callable[[], None]) -> str:
    try:
        check()
    except NotReadyError:
        return "failing"
    except Exception as error:  # noqa: BLE001 (each part raises its own)
        log.warning("not_ready", part=name, error=type(error).__name__)
        return "failing"
    return "ok"


def check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_broker() -> None:
    def reach() -> None:
        with app.connection_for_write() as link:
            link.ensure_connection(max_retries=1, timeout=2)

    trusted("broker", reach)


def check_storage() -> None:
    def write_read_delete() -> None:
        name = default_storage.save(f"health/{secrets.token_hex(8)}", ContentFile(b"probe"))
        with default_storage.open(name) as file:
            if file.read() != b"probe":
                raise NotReadyError
        default_storage.delete(name)

    trusted("storage", write_read_delete)


def check_worker() -> None:
    if not pulse.is_felt():
        raise NotReadyError


def trusted(name: str, check: Callable[[], None]) -> None:
    """Checks, unless it went well a moment ago."""
    key = f"healthy_{name}"
    if cache.get(key) is None:
        check()
        cache.set(key, 1, timeout=SECONDS_OF_TRUST)


CHECKS = {"database": check_database, "broker": check_broker, "storage": check_storage, "worker": check_worker}
