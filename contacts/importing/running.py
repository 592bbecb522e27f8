"""The two rounds of an import: one that looks and one that writes, batch by batch.

Each batch is one transaction, which also says how far the file is done and what became of its rows: after a crash the
next worker goes on behind the last batch, and nothing is written twice.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import IO

import structlog
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from contacts.importing import outcomes
from contacts.importing.business import Business
from contacts.importing.dialects import Dialect
from contacts.importing.drafts import Draft, understood
from contacts.importing.firms import Firms
from contacts.importing.outcomes import Outcome
from contacts.importing.people import People
from contacts.importing.reading import rows_of
from contacts.importing.target import Target
from contacts.models import Import, ImportPart
from crm import audit

log = structlog.get_logger(__name__)

AT_ONCE = 500
MOST_ROWS = 200_000  # whose addresses are remembered, to find those that come twice
ATTEMPTS = 5  # at one place
TRIES = 3  # of a batch, when somebody writes the same meanwhile
TARGETS: dict[str, type[Target]] = {"contact": People, "company": Firms, "deal": Business}


class TakenOver(Exception):  # noqa: N818
    """Another worker has gone on with it, or somebody has taken it back."""


class TooManyRows(Exception):  # noqa: N818
    """More than are imported at once."""


def run(pk: int) -> None:
    """Does the round that waits, as far as it is not done yet."""
    if not Import.objects.claim(pk):
        return
    job = Import.objects.select_related("account", "user").get(pk=pk)
    if job.attempts > ATTEMPTS:
        fail(job, "crashed")
        return
    try:
        _go_on(job)
    except TakenOver:
        log.info("import_taken_over", id=pk)
    except TooManyRows:
        fail(job, "rows")
    except FileNotFoundError:
        fail(job, "gone")
    except (OSError, OperationalError):  # storage or database away, however long: that is no strike against the file
        Import.objects.filter(pk=pk, attempts=job.attempts).update(attempts=job.attempts - 1)
        raise


def _go_on(job: Import) -> None:
    target = TARGETS[job.kind](job)
    with default_storage.open(job.blob, "rb") as file:
        drafts = drafts_of(file, job)
        _last = list(islice(drafts, job.done))  # their addresses are to be remembered
        while batch := list(islice(drafts, AT_ONCE)):
            write(job, target, batch)
    finish(job)


def drafts_of(file: IO[bytes], job: Import) -> Iterator[Draft | Outcome]:
    """Each row understood, and those that come a second time told."""
    dialect = Dialect(**job.dialect)
    rows = rows_of(file, dialect)
    seen: dict[int, int] = {}
    for row in islice(rows, int(dialect.has_headings), None):
        if row.number > MOST_ROWS:
            raise TooManyRows
        yield once(understood(row, job.kind, job.mapping), seen)


def once(draft: Draft | Outcome, seen: dict[int, int]) -> Draft | Outcome:
    """A problem for what an earlier row says already; `seen` holds hashes, which take a fraction of the addresses."""
    if isinstance(draft, Outcome):
        return draft
    for identity in draft.identities:
        earlier = seen.setdefault(hash(identity), draft.number)
        if earlier != draft.number:
            return outcomes.problem(draft.number, "twice", row=earlier, value=identity)
    return draft


def write(job: Import, target: Target, batch: list[Draft | Outcome]) -> None:
    """One batch; again when somebody made one of its records meanwhile."""
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                held = _write(job, target, batch)
        except (IntegrityError, OperationalError):
            if not left:
                raise
        else:
            job.done, job.counts = held.done, held.counts
            return


def _write(job: Import, target: Target, batch: list[Draft | Outcome]) -> Import:
    held = Import.objects.select_for_update().filter(pk=job.pk, status=job.status, done=job.done).first()
    if held is None:
        raise TakenOver
    is_trial = job.status == Import.Status.CHECKING
    found = target.outcomes([each for each in batch if isinstance(each, Draft)], is_trial=is_trial)
    all_ = sorted([*found, *(each for each in batch if isinstance(each, Outcome))], key=lambda one: one.number)
    ImportPart.objects.create(
        account=job.account,
        job=job,
        is_trial=is_trial,
        position=held.done,
        outcomes=[each.as_json() for each in all_],
        problems=sum(each.kind == outcomes.PROBLEM for each in all_),
    )
    held.done, held.counts = held.done + len(batch), outcomes.counted(all_, held.counts)
    held.attempts, held.retry_at = 0, timezone.now() + timedelta(seconds=settings.ATTEMPT_LEASE_SECONDS)
    held.save(update_fields=["done", "counts", "attempts", "retry_at"])
    return held


@transaction.atomic
def finish(job: Import) -> None:
    """The end of a round; that of the second one stands in the audit log."""
    is_trial = job.status == Import.Status.CHECKING
    status = Import.Status.CHECKED if is_trial else Import.Status.DONE
    now = timezone.now()
    left = Import.objects.filter(pk=job.pk, status=job.status, done=job.done)
    if left.update(status=status, rows=job.done, finished_at=None if is_trial else now) and not is_trial:
        counts = {kind: job.counts.get(kind, 0) for kind in (outcomes.NEW, outcomes.UPDATED)}
        audit.record(job.account, job.user, f"imports.{job.kind}", job.name, **counts)


def fail(job: Import, fault: str) -> None:
    log.warning("import_failed", id=job.pk, fault=fault)
    left = Import.objects.filter(pk=job.pk, status=job.status)
    left.update(status=Import.Status.FAILED, fault=fault, finished_at=timezone.now())
