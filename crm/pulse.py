"""The sign of life of the workers, kept in the cache."""

from time import monotonic, time
from typing import Any

from django.core.cache import cache

KEY = "worker_seen"
EVERY_SECONDS = 5
FRESH_SECONDS = 60

_last = -float(EVERY_SECONDS)


def show(**_: Any) -> None:  # noqa: ANN401
    """Called before each task; writes now and then, since a busy worker must not be slowed by its pulse.

    The sweep alone would not do: behind a long queue it comes late, and a busy worker would pass for a dead one.
    """
    global _last  # noqa: PLW0603 (one worker process, one pulse)
    if monotonic() - _last >= EVERY_SECONDS:
        cache.set(KEY, time(), timeout=600)
        _last = monotonic()


def is_felt() -> bool:
    """Whether a worker was alive within the last minute."""
    seen = cache.get(KEY)
    return seen is not None and time() - seen < FRESH_SECONDS


def forget() -> None:
    """For a start: a worker of the run before is no sign of life."""
    cache.delete(KEY)
