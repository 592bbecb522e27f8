"""Keeps what a door took in: bytes first, then the row, then the bell. Only after that may the door say yes.

The row is the queue and the task only its doorbell: when ringing fails, the sweeper finds the row.
"""

import hashlib
import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, Any

import structlog
from django.conf import settings
from django.db import transaction

from crm import bell
from emaillog import blobs
from emaillog.mime.charset import storable
from emaillog.mime.content import Content
from emaillog.models import InboundMessage, LoggingAddress, Receipt

log = structlog.get_logger(__name__)

NULL_SENDER = "<>"  # what a door hands on that was told that there is none; "" is that nobody said anything
TOLD_ALWAYS = frozenset({"smtp", "lmtp"})  # no mail comes in there without MAIL FROM


class NoSpaceError(OSError):
    """Too little disk is free to take in more mail: the sender must try again later."""


@dataclass(frozen=True)
class Delivery:
    """One mail out of a provider's request, with every envelope recipient that the provider delivered it to."""

    content: bytes | Content  # RFC 5322
    recipients: list[str]
    sender: str = ""
    verdicts: Mapping[str, str] = field(default_factory=dict)  # of "spf", "dkim", "dmarc", in the words of RFC 8601
    is_verbatim: bool = False  # as it was sent, so that the request is a second copy of it

    @property
    def size(self) -> int:
        return len(self.content) if isinstance(self.content, bytes) else self.content.size


def check_space() -> None:
    """Refuses before anything breaks: the largest message must fit one and a half times with 2 GiB to spare."""
    if shutil.disk_usage(settings.VAR_DIR).free < settings.MIN_FREE_BYTES:
        raise NoSpaceError("Too little free disk space to keep more mail.")


def keep_message(
    content: bytes | IO[bytes], *, door: str, sender: str, recipients: Iterable[str]
) -> list[InboundMessage]:
    """Keeps one mail as received (RFC 5322) for its envelope recipients, one inbound message each.

    The sender is "" where nobody said it, and `NULL_SENDER` where somebody said that there is none.

    Recipients of other domains are left out, unless none is ours: then the mail is kept as unrouted for the first.
    Raises what the storage and the database raise; nothing is accepted then.
    """
    blob, size = keep_blob("raw", content)
    rows = inbound_for(recipients, door=door, sender=sender, blob=blob, size=size)
    with transaction.atomic():
        InboundMessage.objects.bulk_create(rows)
        transaction.on_commit(lambda: ring("process_inbound", [row.pk for row in rows]))
    return rows


def keep_unpacked(receipt: Receipt, deliveries: list[Delivery]) -> list[int]:
    """Makes the inbound messages of a receipt and settles it, all at once; returns the ids of those that wait.

    Blobs are named after the receipt, so that unpacking again after a crash finds the same messages, not new ones.
    """
    rows: list[InboundMessage] = []
    for number, delivery in enumerate(deliveries):
        blob = f"raw/{receipt.received_at:%Y-%m-%d}/{receipt.key}-{number}"
        blobs.write_once(blob, delivery.content)
        rows += inbound_for(
            delivery.recipients,
            receipt=receipt,
            door=receipt.provider,
            sender=delivery.sender,
            blob=blob,
            size=delivery.size,
            verdicts=dict(delivery.verdicts),
            received_at=receipt.received_at,
        )
    with transaction.atomic():
        InboundMessage.objects.bulk_create(rows, ignore_conflicts=True)
        receipt.settle(Receipt.Status.UNPACKED)
    # A message that found no logging address may have been addressed in a way that is understood only after a fix.
    if rows and all(row.address for row in rows) and all(delivery.is_verbatim for delivery in deliveries):
        drop_request(receipt)
    return list(InboundMessage.objects.waiting().filter(receipt=receipt).order_by("pk").values_list("pk", flat=True))


def drop_request(receipt: Receipt) -> None:
    """Once the mails in it are kept just as they were sent; what cannot be deleted now goes as an orphan."""
    Receipt.objects.filter(pk=receipt.pk, status=Receipt.Status.UNPACKED).update(blob="")
    with suppress(OSError):
        blobs.delete(receipt.blob)


def inbound_for(recipients: Iterable[str], *, sender: str, **fields: Any) -> list[InboundMessage]:  # noqa: ANN401
    """One new message for each logging address among the recipients; without any, one that is unrouted."""
    recipients = list(map(storable, recipients)) or [""]
    found = {address.address: address for address in LoggingAddress.objects.among(recipients)}
    routed: dict[LoggingAddress | None, str] = {}
    for written in recipients:
        routed.setdefault(found.get(written.strip().lower().rstrip(".")), written)
    return [
        InboundMessage(
            account_id=address.account_id if address else None,
            address=address,
            route=address.route if address else "",
            envelope_sender="" if sender == NULL_SENDER else storable(sender)[:320],
            has_null_sender=sender == NULL_SENDER or (not sender and fields["door"] in TOLD_ALWAYS),
            envelope_recipient=written[:320],
            **fields,
        )
        for address, written in routed.items()
        if address or len(routed) == 1
    ]


def keep_request(provider: str, path: str, headers: Mapping[str, str], body: IO[bytes]) -> Receipt:
    """Keeps one provider's request for the worker to unpack; the same request again is the receipt it made before."""
    digest = hashlib.file_digest(body, "sha256")  # type: ignore[arg-type]  # every real file has readinto
    digest.update(b"\0" + provider.encode())
    key = digest.hexdigest()
    receipt = Receipt.objects.filter(key=key).first()
    if receipt is None:
        body.seek(0)
        blob, size = keep_blob("requests", body)
        receipt, is_new = Receipt.objects.get_or_create(
            key=key, defaults={"provider": provider, "path": path, "headers": dict(headers), "blob": blob, "size": size}
        )
        if not is_new:
            blobs.delete(blob)
    if receipt.status == Receipt.Status.UNREADABLE:
        # It may be readable now: a provider signs anew when it tries again, and the signature is in the headers.
        Receipt.objects.filter(pk=receipt.pk).update(headers=dict(headers))
        Receipt.objects.filter(pk=receipt.pk).reopen()
    transaction.on_commit(lambda: ring("unpack_receipt", [receipt.pk]))
    return receipt


def keep_blob(kind: str, content: bytes | IO[bytes]) -> tuple[str, int]:
    """Writes the bytes durably; returns their key and how many there were."""
    key = blobs.random_key(kind)
    size = len(content) if isinstance(content, bytes) else length(content)
    blobs.write(key, content)
    return key, size


def length(file: IO[bytes]) -> int:
    """Measured before the file is handed over: boto3 closes what it has uploaded."""
    size = file.seek(0, 2)
    file.seek(0)
    return size


def ring(task: str, ids: Sequence[int | str]) -> None:
    """Tells the workers of rows that are kept."""
    bell.ring(task, ids)
