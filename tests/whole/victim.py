"""A process that kills itself with SIGKILL at one step of a mail's way: `python -m tests.whole.victim STEP PROGRAM`.

PROGRAM is `worker` (a real Celery worker) or `keep` (takes the mail on standard input in, as a door does).
"""

import os
import signal
import sys
from typing import Any

import django

django.setup()

from emaillog import blobs, drafts, files, intake, logbook, processing, reading, routing, storage  # noqa: E402
from emaillog.models import InboundMessage  # noqa: E402
from emaillog.models.inbound import InboundMessageQuerySet  # noqa: E402


def die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def before(owner: Any, name: str) -> None:
    setattr(owner, name, die)


def after(owner: Any, name: str) -> None:
    real = getattr(owner, name)

    def then_die(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        die()

    setattr(owner, name, then_die)


STEPS = {
    "blob half written": lambda: before(storage.os, "fsync"),
    "blob renamed but no row": lambda: after(blobs, "write"),
    "row but no bell": lambda: before(intake, "ring"),
    "task popped": lambda: before(InboundMessageQuerySet, "claim"),
    "attempt counted": lambda: before(reading, "read"),
    "parsed": lambda: before(routing, "resolve"),
    "understood": lambda: after(drafts, "prepare"),
    "attachments written": lambda: after(files, "store"),
    "in the transaction, nothing written": lambda: before(processing, "log_draft"),
    "in the transaction, mail written": lambda: after(logbook, "write"),
    "in the transaction, settled": lambda: after(InboundMessage, "settle"),
    "committed": lambda: after(processing, "write"),
}
AT_THE_DOOR = ("blob half written", "blob renamed but no row", "row but no bell")

if __name__ == "__main__":
    step, program = sys.argv[1:]
    STEPS[step]()
    if program == "worker":
        from crm.celery import app

        app.worker_main(["worker", "-P", "solo", "--without-gossip", "--without-mingle", "-l", "warning"])
    else:
        intake.keep_message(
            sys.stdin.buffer.read(), door="smtp", sender="alice@acme.test", recipients=[os.environ["RECIPIENT"]]
        )
