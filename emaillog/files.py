"""The attachments of a mail on their way into storage: kept byte for byte, or left out for their size (R4, R8, R9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import puremagic
import structlog

from emaillog import blobs, quota
from emaillog.faults import TRANSIENT
from emaillog.mime.values import MessagePart
from emaillog.models import InboundMessage
from emaillog.rejection import Reason
from emaillog.routing import Routed

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class File:
    """An attachment as it will be logged; `blob` is empty and `reason` says why when it is left out."""

    part: MessagePart
    blob: str = ""
    reason: str = ""
    true_type: str = ""


@dataclass(frozen=True)
class Stored:
    """What `store` did: which of the files were there already, and how many bytes are new."""

    found: tuple[File, ...]
    new_bytes: int


NOTHING = Stored((), 0)


def planned(routed: Routed, parts: Iterable[MessagePart]) -> tuple[File, ...]:
    """What will become of each part: strictly larger than the account's limit is left out (R8), and so is what the
    account has no room for any more."""
    keyed = [(part, blobs.attachment_key(routed.account.pk, part.sha256)) for part in parts]
    limit = routed.rules.attachment_limit
    unfit = quota.beyond(routed.account, {key: part.size for part, key in keyed if part.size <= limit})
    return tuple(
        File(part, reason=Reason.ATTACHMENT_TOO_LARGE.value)
        if part.size > limit
        else File(part, reason=Reason.STORAGE_FULL.value)
        if key in unfit
        else File(part, key, true_type=true_type(part.content.head))
        for part, key in keyed
    )


@lru_cache(maxsize=128)  # the same pictures stand below most mails of a sender
def true_type(head: bytes) -> str:
    """The media type that the bytes themselves show, "" when they show none: what a mail claims decides nothing."""
    try:
        return str(puremagic.from_string(head, mime=True))
    except (puremagic.PureError, ValueError):
        return ""


def store(files: Iterable[File]) -> Stored:
    """Writes what is to be kept; before the transaction, and harmless if that fails: the key is the content's."""
    kept = {file.blob: file for file in files if file.blob}
    found = {blob: file for blob, file in kept.items() if blobs.write_once(blob, file.part.content)}
    return Stored(tuple(found.values()), sum(file.part.size for blob, file in kept.items() if blob not in found))


def confirm(inbound: InboundMessage, stored: Stored) -> None:
    """After the commit: writes again what was there and has gone since, while the message is still open.

    Until the commit no row named it, so that whoever deleted the last mail that had it could not know. When it cannot
    be written now, the message is read again later.
    """
    if inbound.account:
        quota.grow(inbound.account, stored.new_bytes)
    try:
        store(stored.found)
    except TRANSIENT as problem:
        log.warning("files_not_confirmed", id=inbound.pk, problem=type(problem).__name__)
        InboundMessage.objects.filter(pk=inbound.pk).log_again()
