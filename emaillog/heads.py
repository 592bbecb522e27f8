"""The header of a mail as it was received, as far as what leaves the house may say of it."""

from collections.abc import Iterable

from emaillog import blobs
from emaillog.mime import bounds
from emaillog.mime.ambition import Ambition
from emaillog.mime.dsn import Original
from emaillog.mime.message import parse
from emaillog.mime.values import Mailbox, ParsedMessage
from emaillog.models import InboundMessage, LoggedEmail
from emaillog.models.address import without_secrets


def of(inbound: InboundMessage, email: LoggedEmail | None) -> Original:
    """The header of the mail that was sent to us, which a forward's own is not; of what is gone, what is known."""
    try:
        message = header(inbound)
    except FileNotFoundError:
        message = ParsedMessage(subject=inbound.subject, message_id=known_id(email))
    return Original(
        sender=masked(message.sender),
        to=masked(message.to),
        cc=masked(message.cc),
        date=message.date,
        subject=without_secrets(message.subject),
        message_id=message.message_id,
        references=message.references,
    )


def header(inbound: InboundMessage) -> ParsedMessage:
    """Raises FileNotFoundError when the mail as received is no longer kept."""
    if not inbound.blob:
        raise FileNotFoundError
    with blobs.opened(inbound.blob) as stored:
        return parse(stored.read(bounds.HEADER_BLOCK), Ambition.HEADERS)


def known_id(email: LoggedEmail | None) -> str:
    return email.message_id if email and not email.found_in else ""


def masked(boxes: Iterable[Mailbox]) -> tuple[Mailbox, ...]:
    return tuple(Mailbox(without_secrets(box.name), without_secrets(box.address)) for box in boxes)
