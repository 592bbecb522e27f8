"""Mails that users put in to read what would become of them: read by the workers, and forgotten after an hour."""

from typing import IO

import structlog
from django.db import transaction

from crm.models import Account, User
from emaillog import blobs, explaining, intake
from emaillog.explaining import DryRun
from emaillog.faults import TRANSIENT
from emaillog.models import LoggingAddress, Trial

log = structlog.get_logger(__name__)

ATTEMPTS = 3  # workers die for many reasons, but a mail that nobody waits for any more shall not kill them for ever


def start(account: Account, user: User, address: LoggingAddress, name: str, file: IO[bytes]) -> Trial:
    """Keeps the bytes for a worker, and rings."""
    blob, size = intake.keep_blob("trials", file)
    with transaction.atomic():
        trial = Trial.objects.create(account=account, user=user, address=address, name=name[:255], blob=blob, size=size)
        transaction.on_commit(lambda: intake.ring("try_mail", [trial.pk]))
    return trial


def explain(pk: int) -> None:
    """Says what would become of the mail, and lets go of its bytes; leaves it waiting when that cannot be done now."""
    if not Trial.objects.claim(pk):
        return
    trial = Trial.objects.select_related("address__account__logging_rules").get(pk=pk)
    if trial.attempts > ATTEMPTS:
        finish(trial, [])
        return
    try:
        with blobs.source(trial.blob) as source:
            found = DryRun(trial.address.address, trial.address).explain(source)
    except FileNotFoundError:
        finish(trial, [])
    except TRANSIENT as problem:
        log.warning("trial_failed", id=pk, problem=type(problem).__name__, attempts=trial.attempts)
    else:
        finish(trial, [explaining.shortened(each) for each in found])


def finish(trial: Trial, found: list[explaining.Explanation]) -> None:
    trial.settle(found)
    blobs.delete(trial.blob)


def forget() -> None:
    """Removes what is older than an hour, with the bytes of what no worker came to."""
    for trial in Trial.objects.outdated():
        blobs.delete(trial.blob)
        trial.delete()
