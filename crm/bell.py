"""The doorbell of the workers: a row is the queue and the task only rings; a sweeper finds what nobody heard."""

from collections.abc import Sequence

import structlog

from crm.celery import app

log = structlog.get_logger(__name__)


def ring(task: str, ids: Sequence[int | str]) -> None:
    """Tells the workers. A queue that is away must not turn what is kept already into an error."""
    for pk in ids:
        try:
            app.send_task(f"emaillog.tasks.{task}", [pk])
        except Exception:  # noqa: BLE001 (each broker raises its own)
            log.warning("doorbell_failed", task=task, id=pk)
            return
