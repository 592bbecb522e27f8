"""An import from the file to the yes of who brought it: each step changes its row, and the workers do the rest."""

import secrets
from datetime import timedelta
from typing import IO

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from contacts.importing import vcards
from contacts.importing.dialects import MOST_COLUMNS, UnreadableError
from contacts.importing.guessing import guessed
from contacts.importing.reading import look_into
from contacts.models import Import
from crm import bell
from crm.models import Account, User

KEPT_FOR = timedelta(days=30)
AT_ONCE = 100


def start(account: Account, user: User, kind: str, name: str, file: IO[bytes]) -> Import:
    """Keeps the file and guesses what its columns mean. Raises UnreadableError, and what the storage raises."""
    look = look_into(file)
    if look.dialect.format == "vcard" and kind != "contact":
        raise UnreadableError("no_text")
    size = file.seek(0, 2)
    file.seek(0)
    blob = f"imports/{timezone.now():%Y-%m-%d}/{secrets.token_hex(16)}"
    default_storage.save(blob, File(file))
    made = Import(account=account, user=user, kind=kind, name=name[:255], blob=blob, size=size)
    made.dialect, made.head, made.rows = look.dialect.as_json(), look.head, look.lines
    made.mapping = guess(made)
    made.save()
    return made


def guess(job: Import) -> list[str]:
    """What each column may mean; those of address cards are known."""
    if job.dialect["format"] == "vcard":
        return list(vcards.COLUMNS)
    return guessed(job.kind, headings(job) if job.dialect["has_headings"] else [""] * width(job), samples(job))


def width(job: Import) -> int:
    """How many columns there are: as many as headings."""
    return len(job.head[0]) if job.dialect["has_headings"] else min(MOST_COLUMNS, max(map(len, job.head)))


def headings(job: Import) -> list[str]:
    """Of each column as the file has it; "" without any."""
    first: list[str] = job.head[0] if job.dialect["has_headings"] else []
    return first or [""] * width(job)


def samples(job: Import) -> list[list[str]]:
    """Up to three rows of data."""
    rows: list[list[str]] = job.head[1:] if job.dialect["has_headings"] else job.head
    return [[*row, *[""] * (width(job) - len(row))][: width(job)] for row in rows[:3]]


@transaction.atomic
def turn_headings(job: Import) -> None:
    """Takes the first row for what it was not taken for, and guesses anew."""
    held = _held(job, Import.Status.READ, Import.Status.CHECKED)
    if held is None or held.dialect["format"] != "csv":
        return
    held.dialect["has_headings"] = not held.dialect["has_headings"]
    held.mapping, held.status = guess(held), Import.Status.READ
    held.save(update_fields=["dialect", "mapping", "status"])


@transaction.atomic
def check(job: Import, mapping: list[str], choice: str) -> bool:
    """Begins the round that looks, and forgets an earlier one; False when it is too late for that."""
    held = _held(job, Import.Status.READ, Import.Status.CHECKED)
    if held is None:
        return False
    held.parts.filter(account=held.account_id).delete()
    held.mapping, held.choice = mapping, choice
    _begin(held, Import.Status.CHECKING)
    return True


@transaction.atomic
def go(job: Import) -> bool:
    """Begins the round that writes."""
    held = _held(job, Import.Status.CHECKED)
    if held is None:
        return False
    _begin(held, Import.Status.IMPORTING)
    return True


@transaction.atomic
def drop(job: Import) -> bool:
    """Takes back what has written nothing yet; its file goes with the next collection."""
    held = _held(job, Import.Status.READ, Import.Status.CHECKED, Import.Status.CHECKING, Import.Status.FAILED)
    if held is None:
        return False
    held.delete()
    return True


def _held(job: Import, *statuses: str) -> Import | None:
    return Import.objects.select_for_update().filter(account=job.account_id, pk=job.pk, status__in=statuses).first()


def _begin(held: Import, status: str) -> None:
    held.status, held.done, held.counts, held.attempts, held.retry_at = status, 0, {}, 0, timezone.now()
    held.save()
    transaction.on_commit(lambda: bell.ring("run_import", [held.pk]))


def forget() -> int:
    """Lets go of what is a month old and of its files, over all accounts; returns how many."""
    found = list(Import.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).order_by("pk")[:AT_ONCE])
    for job in found:
        default_storage.delete(job.blob)
        job.delete()
    return len(found)
