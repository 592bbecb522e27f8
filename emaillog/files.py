"""The attachments of a mail on their way into storage: kept byte for byte, or left out for their size (R4, R8, R9)."""

from collections.abc import Iterable
from dataclasses import dataclass

import puremagic

from emaillog import blobs
from emaillog.mime.values import MessagePart
from emaillog.rejection import Reason
from emaillog.routing import Routed

SNIFFED_BYTES = 8192


@dataclass(frozen=True)
class File:
    """An attachment as it will be logged; `blob` is empty and `reason` says why when it was left out."""

    part: MessagePart
    true_type: str
    blob: str = ""
    reason: str = ""


def keep(routed: Routed, parts: Iterable[MessagePart]) -> tuple[File, ...]:
    return tuple(keep_one(routed, part) for part in parts)


def keep_one(routed: Routed, part: MessagePart) -> File:
    if part.size > routed.rules.attachment_limit:
        return File(part, "", reason=Reason.ATTACHMENT_TOO_LARGE.value)
    key = blobs.attachment_key(routed.account.pk, part.sha256)
    blobs.write_once(key, part.content)
    return File(part, true_type(part.content[:SNIFFED_BYTES]), blob=key)


def true_type(start: bytes) -> str:
    """The media type that the bytes themselves show, "" when they show none: what a mail claims decides nothing."""
    try:
        return str(puremagic.from_string(start, mime=True))
    except (puremagic.PureError, ValueError):
        return ""
