"""Exports of whole accounts: asked for, written by a worker, kept for a week."""

import io
import time
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation

from crm import audit
from crm.models import Account, User, zone_named
from emaillog import blobs, intake
from emaillog.exporting.packing import Packing, Reading
from emaillog.models import AccountExport
from emaillog.models.export import KEPT_FOR

log = structlog.get_logger(__name__)

ATTEMPTS = 3
BEATS = 10  # seconds between two signs of life


class TakenOver(Exception):  # noqa: N818
    """Another worker is at it, or it is gone."""


@transaction.atomic
def ask(account: Account, user: User) -> AccountExport:
    """The export that this person waits for already, else a new one."""
    waiting = AccountExport.objects.waiting().filter(account=account, user=user).first()
    if waiting:
        return waiting
    made = AccountExport.objects.create(account=account, user=user)
    audit.record(account, user, "exports.account")
    transaction.on_commit(lambda: intake.ring("export_account", [made.pk]))
    return made


def fresh(account: Account, user: User) -> QuerySet[AccountExport]:
    """Those that a person asked for and that are not a week old, the newest first."""
    since = timezone.now() - KEPT_FOR
    return AccountExport.objects.filter(account=account, user=user, created_at__gt=since).order_by("-created_at", "-id")


def write(pk: int) -> None:
    """Writes the archive; leaves it waiting when the storage or the database fails, for a few times."""
    if not AccountExport.objects.claim(pk):
        return
    export = AccountExport.objects.select_related("account", "user").get(pk=pk)
    if export.attempts > ATTEMPTS or not is_admin(export):
        settle(export, status=AccountExport.Status.FAILED)
        return
    try:
        with translation.override(export.user.language or None), timezone.override(zone_named(export.user.time_zone)):
            store(export)
    except TakenOver:
        log.info("export_taken_over", id=pk)


def is_admin(export: AccountExport) -> bool:
    """Whether the person still is: the archive holds what only administrators may take with them."""
    found = export.user.memberships.filter(account=export.account_id, is_active=True).first()
    return found is not None and found.is_admin


def store(export: AccountExport) -> None:
    key = blobs.random_key("exports")
    packing = Packing(export, Beat(export))
    reading = Reading(packing.pieces())
    try:
        blobs.write(key, io.BufferedReader(reading))
        done = AccountExport.Status.DONE
        is_settled = settle(export, status=done, blob=key, size=reading.size, counts=packing.counts)
    except BaseException:
        blobs.delete(key)
        raise
    if not is_settled:
        blobs.delete(key)


class Beat:
    """Holds the lease while the archive grows."""

    def __init__(self, export: AccountExport) -> None:
        self.export, self.last = export, time.monotonic()

    def __call__(self) -> None:
        """Raises TakenOver."""
        if time.monotonic() - self.last < BEATS:
            return
        self.last = time.monotonic()
        lease = timezone.now() + timedelta(seconds=settings.ATTEMPT_LEASE_SECONDS)
        if not mine(self.export).update(retry_at=lease):
            raise TakenOver


def mine(export: AccountExport) -> QuerySet[AccountExport]:
    return AccountExport.objects.waiting().filter(pk=export.pk, attempts=export.attempts)


def settle(export: AccountExport, **values: object) -> bool:
    return bool(mine(export).update(finished_at=timezone.now(), **values))


def forget() -> int:
    """Lets go of what is a week old, over all accounts; returns how many."""
    found = list(AccountExport.objects.outdated().order_by("pk")[:100])
    for export in found:
        if export.blob:
            blobs.delete(export.blob)
        export.delete()
    return len(found)
