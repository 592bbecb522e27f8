"""The mail as it was received, for those who see it on a timeline: its header fields, and the file (R35, R39).

Whoever sees the delivery gets all of it. A colleague gets the mail and none of what is the sender's own business: whom
they put on Bcc, on which way the copy came here, the account's secret address. Of a forward, which may hold more than
the mail that was logged, a colleague gets nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crm.models import Membership
from emaillog import downloads, visibility
from emaillog.decisions import Decision
from emaillog.mime import encoded_words, headers
from emaillog.mime.bounds import HEADER_BLOCK
from emaillog.mime.charset import one_line
from emaillog.models import InboundMessage, LoggedEmail, Route
from emaillog.models.address import without_secrets

LONGEST = 2_000  # characters of a field that a page shows
MOST = 200  # fields
MOST_COPIES = 20  # of one mail, as several users log it
FIELD = re.compile(rb"^(?=[^ \t\r\n])", re.MULTILINE)
NAME = re.compile(rb"^([\x21-\x39\x3b-\x7e]{1,200})[ \t]*:", re.MULTILINE)
END = re.compile(rb"\r?\n(?=\r?\n)|^(?=\r?\n)")
COLLEAGUES_SEE = (
    "from sender reply-to to cc subject date message-id in-reply-to references mime-version content-type"
    " content-transfer-encoding content-language content-disposition organization user-agent x-mailer importance"
    " priority x-priority sensitivity keywords comments auto-submitted precedence thread-topic thread-index"
    " list-id list-post list-help list-unsubscribe list-archive dkim-signature received-spf"
    " authentication-results arc-seal arc-message-signature arc-authentication-results autocrypt"
)
SHARED = frozenset(COLLEAGUES_SEE.split())


@dataclass(frozen=True)
class Received:
    """One message that brought the mail, and whether this reader may have all of it."""

    inbound: InboundMessage
    is_whole: bool

    def fields(self) -> list[tuple[str, str]]:
        """Names and values as pages show them: decoded, shortened, secrets masked. Raises as `downloads.stream`."""
        block = beginning(self.inbound)
        names = {name.lower(): name for name in (found.decode("ascii") for found in NAME.findall(block))}
        items = headers.read(block, 0, len(block)).fields.items
        seen = [(names.get(key, key), value) for key, value in items if self.is_whole or key in SHARED]
        return [(name, shown(value)) for name, value in seen[:MOST]]

    def bytes_for_colleagues(self) -> tuple[int, Iterator[bytes]] | None:
        """How many, and the bytes; None where the header is too long to be cleaned. Raises as `downloads.stream`."""
        block = beginning(self.inbound)
        found = END.search(block)
        if found is None and len(block) < self.inbound.size:
            return None
        end = found.end() if found else len(block)
        head, rest = cleaned(block[:end]), self.inbound.size - end
        body = downloads.stream(self.inbound.blob, end) if rest else iter(())
        return len(head) + rest, joined(head, body)


def of(email: LoggedEmail, reader: Membership) -> Received | None:
    """The message that this reader may have something of, their own first; None: there is none, or none any more.

    Two statements; the reader is one who sees the mail.
    """
    kept = InboundMessage.objects.kept_of(email)
    rows = list(kept.withholding_from(reader.user).order_by("id")[:MOST_COPIES])
    own = kept.visible_to(reader.user, is_admin=reader.is_admin).order_by("id")
    sees = set(own.values_list("pk", flat=True)[:MOST_COPIES])
    found = [Received(row, row.pk in sees) for row in rows if row.pk in sees or route_of(row) == Route.BCC]
    found.sort(key=lambda one: (not one.is_whole, one.inbound.logger_id != reader.user_id))
    open_ones = (one for one in found if not visibility.holds_private(one.inbound, reader.user))
    return next(open_ones, None)


def route_of(inbound: InboundMessage) -> str:
    """By which address it counts: somebody may have logged as a forward what was sent to the other one (R32)."""
    return Decision.of(inbound).route or inbound.route


def is_kept(email: LoggedEmail) -> bool:
    """Whether the message is still there, for whoever may have it."""
    return InboundMessage.objects.kept_of(email).exists()


def beginning(inbound: InboundMessage) -> bytes:
    """As much as a header may be long; the rest of the mail is not read."""
    return b"".join(downloads.stream(inbound.blob, 0, min(HEADER_BLOCK, inbound.size))) if inbound.size else b""


def shown(value: str) -> str:
    text = without_secrets(one_line(encoded_words.decode(value[: 2 * LONGEST])))
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def cleaned(head: bytes) -> bytes:
    """The header without the fields that are the sender's own business, and without a secret in those that are left."""
    fields = (part for part in FIELD.split(head) if part.partition(b":")[0].strip().lower().decode("latin-1") in SHARED)
    return without_secrets(b"".join(fields).decode("latin-1")).encode("latin-1")  # which is every byte as it was


def joined(head: bytes, body: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from body
