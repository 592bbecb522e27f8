"""What a mail says, as values: immutable and independent of the parser. Only the bytes of files stay in the mail."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from emaillog.mime.content import Content
from emaillog.mime.defects import Defect
from emaillog.mime.invitation import Invitation


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One mailbox of an address field (RFC 5322 section 3.4). `address` is as written; "" when there is only a name."""

    name: str
    address: str


@dataclass(frozen=True)
class MessagePart:
    """A file in a mail: attached, or inline and named by its Content-ID (RFC 2392)."""

    name: str
    content_type: str
    content: Content
    content_id: str = ""
    is_inline: bool = False

    @property
    def size(self) -> int:
        return self.content.size

    @property
    def sha256(self) -> str:
        return self.content.sha256


@dataclass(frozen=True)
class ParsedMessage:
    """One mail as understood; oddities that were met are named in `defects`, they never raise."""

    message_id: str = ""  # with its angle brackets, "" when there is none
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    subject: str = ""
    date: datetime | None = None  # wall-clock time as written; aware when the mail names an offset
    sender: tuple[Mailbox, ...] = ()  # every mailbox of every From field: one in an honest mail
    resent_from: tuple[Mailbox, ...] = ()  # who redirected it last, unchanged (RFC 5322 section 3.6.6)
    reply_to: tuple[Mailbox, ...] = ()
    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    text: str = ""  # the whole body as plain text, made from the HTML where there is no text part
    html: str = ""  # as written, not sanitised; "" when there is no HTML part
    parts: tuple[MessagePart, ...] = ()
    invitations: tuple[Invitation, ...] = ()  # read from calendars that `parts` hold too
    protection: str = ""  # "signed-smime", "encrypted-openpgp" …: by its structure, nothing is checked
    attached: tuple[
        "ParsedMessage", ...
    ] = ()  # messages attached as message/rfc822 or as *.eml, which `parts` hold too
    is_automatic: bool = False  # RFC 3834, RFC 3464: answers, reports and the like
    is_bulk: bool = (
        False  # sent on by a list or a bulk mailer (RFC 2919): no reason to refuse it, one to leave it unanswered
    )
    is_notice: bool = False  # of this system's own, wherever it is installed
    hops: int = 0  # servers that took it in on its way here
    results: str = ""  # the Authentication-Results of the last of them (RFC 8601)
    is_empty: bool = False  # neither header fields nor a body
    is_header_only: bool = False  # what stands in it was not read: it is kept as a file
    digest: str = ""  # sha256 over From, Date, Subject, To + Cc and each leaf part, without trace fields (R34)
    defects: tuple[Defect, ...] = ()


@dataclass(frozen=True)
class Forward:
    """The mails that a forward brings, outermost block only (R26), each complete with the original's own fields."""

    messages: tuple[ParsedMessage, ...]
    found_in: Literal["attachment", "html", "text", "redirect"]
    confidence: float  # 0 to 1
    note: str = ""  # what the forwarder typed above (R25)


@dataclass(frozen=True)
class NoForward:
    """Why nothing was found to log; the names are the reason codes of the delivery log (R27, R29)."""

    reason: Literal["no_forwarded_header", "reply_thread", "unclear_forward", "original_sender_has_no_address"]
    note: str = ""
    evidence: dict[str, str] = field(default_factory=dict)
    original: ParsedMessage | None = None  # what was read all the same, where only the sender's address is missing
