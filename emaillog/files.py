"""The attachments of a mail on their way into storage: kept byte for byte, or left out for their size (R4, R8, R9)."""

from collections.abc import Iterable
from dataclasses import dataclass

import puremagic

from emaillog import blobs
from emaillog.mime.values import MessagePart
from emaillog.rejection import Reason
from emaillog.routing import Routed


@dataclass(frozen=True)
class File:
    """An attachment as it will be logged; `blob` is empty and `reason` says why when it is left out."""

    part: MessagePart
    blob: str = ""
    reason: str = ""
    true_type: str = ""


def planned(routed: Routed, parts: Iterable[MessagePart]) -> tuple[File, ...]:
    """What will become of each part: strictly larger than the account's limit is left out (R8)."""
    limit = routed.rules.attachment_limit
    return tuple(
        File(part, reason=Reason.ATTACHMENT_TOO_LARGE.value)
        if part.size > limit
        else File(part, blobs.attachment_key(routed.account.pk, part.sha256), true_type=true_type(part.content.head))
        for part in parts
    )


def true_type(head: bytes) -> str:
    """The media type that the bytes themselves show, "" when they show none: what a mail claims decides nothing."""
    try:
        return str(puremagic.from_string(head, mime=True))
    except (puremagic.PureError, ValueError):
        return ""


def store(files: Iterable[File]) -> None:
    """Writes what is to be kept; before the transaction, and harmless if that fails: the key is the content's."""
    for file in files:
        if file.blob:
            blobs.write_once(file.blob, file.part.content)
