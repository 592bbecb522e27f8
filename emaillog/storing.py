"""Stores a file after all that was left out of a logged mail, while the mail as received is kept (R11).

The same shape as the line: the lease is committed before the work, the bytes are written before the transaction, and
what they change on the timeline is one transaction with the end of it. Twice is the same as once.
"""

from collections.abc import Iterator
from contextlib import suppress

import structlog
from django.db import transaction
from django.utils import timezone

from contacts.models import TimelineEntry
from crm.logs import steps
from emaillog import blobs, drafts, files, quota, reading, relogging, removing
from emaillog.apart import DiedError
from emaillog.faults import TRANSIENT
from emaillog.files import File
from emaillog.mime.source import Source
from emaillog.mime.values import MessagePart, ParsedMessage
from emaillog.models import Attachment, BouncedAttachment, Hindrance, InboundMessage, Status
from emaillog.rejection import Rejected

log = structlog.get_logger(__name__)

STRIKES = 5
ATTEMPTS_TO_FIND = 18  # of mail as received that seems to be gone: two hours


class HinderedError(Exception):
    """It cannot be stored, now or later: a person is told why."""

    def __init__(self, why: Hindrance) -> None:
        super().__init__(why.value)
        self.why = why


class BusyError(OSError):
    """The mail is being read again by the line this moment."""


def store(pk: int) -> None:
    """Brings one file to its end, stored or open again with its reason; leaves it waiting when neither can be now."""
    if not BouncedAttachment.objects.claim(pk):
        return
    rows = BouncedAttachment.objects.select_related(
        "account", "attachment", "email__entry", "inbound__account__logging_rules"
    )
    bounced = rows.filter(pk=pk).first()
    if bounced is None:  # its mail was removed this moment
        return
    try:
        attempt(bounced)
    except HinderedError as hindered:
        bounced.give_up(hindered.why)
    except FileNotFoundError:
        # A storage that is away looks like bytes that are gone.
        try_again(bounced, "The message as received is not in the storage.", ATTEMPTS_TO_FIND, Hindrance.TOO_LATE)
    except TRANSIENT as problem:
        log.warning("store_failed", id=pk, problem=type(problem).__name__, attempts=bounced.attempts)
        bounced.back_off(type(problem).__name__)
    except Exception as problem:  # noqa: BLE001 (whatever it is, the next file must not wait)
        log.error("store_struck", id=pk, problem=type(problem).__name__, steps=steps(problem))  # noqa: TRY400
        try_again(bounced, type(problem).__name__, STRIKES, Hindrance.UNREADABLE)


def try_again(bounced: BouncedAttachment, problem: str, most: int, hindrance: Hindrance) -> None:
    if bounced.attempts >= most:
        bounced.give_up(hindrance)
    else:
        bounced.back_off(problem)


def attempt(bounced: BouncedAttachment) -> None:
    inbound = bounced.inbound
    if inbound is None or not inbound.blob:
        raise HinderedError(Hindrance.TOO_LATE)
    with blobs.source(inbound.blob) as source:
        part = found(bounced, inbound, source)
        key = blobs.attachment_key(bounced.account_id, part.sha256)
        if quota.beyond(bounced.account, {key: part.size}):
            raise HinderedError(Hindrance.NO_ROOM)
        file = File(part, key, true_type=files.true_type(part.content.head))
        stored = files.store([file])
        if written(bounced, inbound, file):
            files.confirm(inbound, stored)
        else:
            removing.release(bounced.account_id, [key])


def found(bounced: BouncedAttachment, inbound: InboundMessage, source: Source) -> MessagePart:
    """The same bytes in the mail as received, in itself or in what it forwards."""
    wanted = (bounced.attachment.sha256, bounced.attachment.size)
    try:
        message = reading.read(inbound, source)
    except DiedError as died:
        raise HinderedError(Hindrance.UNREADABLE) from died
    for part in parts_of(bounced, inbound, message):
        if part.size == wanted[1] and part.sha256 == wanted[0]:
            return part
    raise HinderedError(Hindrance.NOT_FOUND)


def parts_of(bounced: BouncedAttachment, inbound: InboundMessage, message: ParsedMessage) -> Iterator[MessagePart]:
    yield from message.parts
    routed = relogging.routed_as_then(inbound, [bounced.email])
    if routed is not None:
        with suppress(Rejected):
            for content in drafts.contents(routed, message):
                yield from content.message.parts
    for attached in message.attached:
        yield from attached.parts


@transaction.atomic
def written(bounced: BouncedAttachment, inbound: InboundMessage, file: File) -> bool:
    """Puts the file on its mail and its timelines; False: somebody removed the mail meanwhile, or was first."""
    # The line locks the same row when it lets a message be read again, whose files it then writes anew.
    row = InboundMessage.objects.select_for_update().filter(pk=inbound.pk).first()
    if row is not None and row.status == Status.RECEIVED:
        raise BusyError
    end = {"status": BouncedAttachment.Status.STORED, "problem": "", "handled_at": timezone.now()}
    if not BouncedAttachment.objects.waiting().filter(pk=bounced.pk).update(**end):
        return False
    kept = {"blob": file.blob, "reason": "", "true_type": file.true_type[:100]}
    Attachment.objects.filter(account=bounced.account_id, pk=bounced.attachment_id).update(**kept)
    show(bounced)
    return True


def show(bounced: BouncedAttachment) -> None:
    """The row of the timelines, which says of each file whether it is there."""
    entry = TimelineEntry.objects.select_for_update().get(account=bounced.account_id, pk=bounced.email.entry_id)
    # The mail may have been read again since, which gives its files new places.
    place = Attachment.objects.only("position").get(account=bounced.account_id, pk=bounced.attachment_id).position
    for position, file in enumerate(entry.data.get("attachments", ())):
        if position == place:
            file |= {"kept": True, "reason": ""}
    TimelineEntry.objects.filter(account=bounced.account_id, pk=entry.pk).update(data=entry.data)
