"""Keeps what a door took in: bytes first, then the row, then the bell. Only after that may the door say yes.

The row is the queue and the task only its doorbell: when ringing fails, the sweeper finds the row.
"""

import hashlib
import shutil
from collections.abc import Iterable, Mapping
from typing import IO

import structlog
from django.conf import settings
from django.db import transaction

from emaillog import blobs
from emaillog.models import InboundMessage, LoggingAddress, Receipt

log = structlog.get_logger(__name__)


class NoSpaceError(OSError):
    """Too little disk is free to take in more mail: the sender must try again later."""


def check_space() -> None:
    """Refuses before anything breaks: the largest message must fit one and a half times with 2 GiB to spare."""
    if shutil.disk_usage(settings.VAR_DIR).free < settings.MIN_FREE_BYTES:
        raise NoSpaceError("Too little free disk space to keep more mail.")


def keep_message(
    content: bytes | IO[bytes],
    *,
    door: str,
    sender: str,
    recipients: Iterable[str],
    verdicts: Mapping[str, str] | None = None,
    receipt: Receipt | None = None,
) -> list[InboundMessage]:
    """Keeps one mail as received (RFC 5322) for its envelope recipients, one inbound message each.

    Recipients of other domains are left out, unless none is ours: then the mail is kept as unrouted for the first.
    Raises what the storage and the database raise; nothing is accepted then.
    """
    recipients = list(dict.fromkeys(recipients))
    found = {address.address: address for address in LoggingAddress.objects.among(recipients)}
    routed = {written: found.get(written.strip().lower().rstrip(".")) for written in recipients}
    ours = {written: address for written, address in routed.items() if address} or dict(list(routed.items())[:1])
    blob, size = keep_blob("raw", content)
    rows = [
        InboundMessage(
            account_id=address.account_id if address else None,
            address=address,
            route=address.route if address else "",
            receipt=receipt,
            door=door,
            envelope_sender=sender[:320],
            envelope_recipient=written[:320],
            blob=blob,
            size=size,
            verdicts=dict(verdicts or {}),
        )
        for written, address in (ours or {"": None}).items()
    ]
    with transaction.atomic():
        InboundMessage.objects.bulk_create(rows)
        transaction.on_commit(lambda: ring("process_inbound", [row.pk for row in rows]))
    return rows


def keep_request(provider: str, path: str, headers: Mapping[str, str], body: IO[bytes]) -> Receipt:
    """Keeps one provider's request for the worker to unpack; the same request again is the receipt it made before."""
    digest = hashlib.file_digest(body, "sha256")
    digest.update(b"\0" + provider.encode())
    body.seek(0)
    kept = Receipt.objects.filter(key=digest.hexdigest()).first()
    if kept:
        return kept
    blob, size = keep_blob("requests", body)
    with transaction.atomic():
        receipt, is_new = Receipt.objects.get_or_create(
            key=digest.hexdigest(),
            defaults={"provider": provider, "path": path, "headers": dict(headers), "blob": blob, "size": size},
        )
        if is_new:
            transaction.on_commit(lambda: ring("unpack_receipt", [receipt.pk]))
    if not is_new:
        blobs.delete(blob)
    return receipt


def keep_blob(kind: str, content: bytes | IO[bytes]) -> tuple[str, int]:
    """Writes the bytes durably; returns their key and how many there were."""
    key = blobs.random_key(kind)
    blobs.write(key, content)
    return key, len(content) if isinstance(content, bytes) else content.tell()


def ring(task: str, ids: list[int]) -> None:
    """Tells the workers. A queue that is away must not turn an accepted mail into an error."""
    from emaillog import tasks  # noqa: PLC0415 (the tasks call the line, and the line ends here)

    for pk in ids:
        try:
            getattr(tasks, task).delay(pk)
        except Exception:  # noqa: BLE001 (each broker raises its own)
            log.warning("doorbell_failed", task=task, id=pk)
            return
