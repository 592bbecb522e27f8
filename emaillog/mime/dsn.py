"""A delivery status notification (RFC 3464) as a whole mail: a `multipart/report` of three parts (RFC 6522).

First what people read, as plain text and HTML; then what machines read; then the header of the mail it is about. No
value can add a header field: each becomes one line first.
"""

from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import Message, MIMEPart
from email.utils import format_datetime

from emaillog.mime import written
from emaillog.mime.values import Mailbox

MARK = "X-Blindcopy-Notice"  # by which any installation knows a notice, whatever became of it on its way
# The newer policies of the standard library make encoded words of long Message-IDs when they fold.
_POLICY = policy.compat32.clone(linesep="\r\n", max_line_length=written.LINE)
_QUOTED_PRINTABLE = "quoted-printable"


@dataclass(frozen=True)
class Original:
    """What the header of the mail says that the notice is about."""

    sender: tuple[Mailbox, ...] = ()
    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    date: datetime | None = None
    subject: str = ""
    message_id: str = ""
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """All that a notice says. `final_recipient` is the address that failed, masked where it is a secret."""

    domain: str  # of the reporting server, which sends as its mailer-daemon
    recipient: str
    subject: str
    text: str
    html: str
    language: str
    date: datetime
    message_id: str
    arrived: datetime
    final_recipient: str
    status: str  # RFC 3463
    diagnostic: str
    original: Original

    @property
    def fields(self) -> dict[str, str]:
        """What says of the mail that nobody may answer it, and what it is an answer to (RFC 3834 sections 3 and 5)."""
        ids = written.ids((*self.original.references, self.original.message_id))
        threading = (
            {"In-Reply-To": ids[-1], "References": " ".join(ids)} if written.ids((self.original.message_id,)) else {}
        )
        return {
            "Message-ID": self.message_id,
            "Auto-Submitted": "auto-replied",
            "X-Auto-Response-Suppress": "All",
            MARK: self.domain,
            "Content-Language": self.language,
            **threading,
        }

    @property
    def machine_readable(self) -> str:
        """The two groups of fields of `message/delivery-status` (RFC 3464 sections 2.2 and 2.3)."""
        return "\n\n".join(str(group).strip() for group in _groups(self)).replace("\r\n", "\n") + "\n"

    @property
    def original_header(self) -> str:
        """The main fields of the mail as `text/rfc822-headers`; never Bcc."""
        about = self.original
        fields = {
            "From": written.mailboxes(about.sender),
            "To": written.mailboxes(about.to),
            "Cc": written.mailboxes(about.cc),
            "Date": format_datetime(about.date) if about.date else "",
            "Subject": written.encoded(about.subject),
            "Message-ID": next(iter(written.ids((about.message_id,))), ""),
        }
        return "".join(f"{name}: {value}\n" for name, value in fields.items() if value)


def build(report: Report) -> Message:
    message = Message(_POLICY)
    message["From"] = f"Mail Delivery System <mailer-daemon@{report.domain}>"
    message["To"] = written.encoded(report.recipient)
    message["Subject"] = written.encoded(report.subject)
    message["Date"] = format_datetime(report.date)
    for name, value in report.fields.items():
        message[name] = value
    message["MIME-Version"] = "1.0"
    message["Content-Type"] = 'multipart/report; report-type="delivery-status"'
    message.set_payload([_for_people(report), _for_machines(report), _header_of(report)])
    return message


def _for_people(report: Report) -> MIMEPart:
    part = MIMEPart(policy=policy.SMTP)
    part.set_content(report.text, cte=_QUOTED_PRINTABLE)
    part.add_alternative(report.html, subtype="html", cte=_QUOTED_PRINTABLE)
    return part


def _for_machines(report: Report) -> Message:
    part = Message(_POLICY)
    part["Content-Type"] = "message/delivery-status"
    part.set_payload(_groups(report))
    return part


def _groups(report: Report) -> list[Message | str]:
    of_message, of_recipient = Message(_POLICY), Message(_POLICY)
    of_message["Reporting-MTA"] = f"dns; {report.domain}"
    of_message["Arrival-Date"] = format_datetime(report.arrived)
    of_recipient["Final-Recipient"] = f"rfc822; {written.ascii_only(report.final_recipient)}"
    of_recipient["Action"] = "failed"
    of_recipient["Status"] = report.status
    of_recipient["Diagnostic-Code"] = written.ascii_only(report.diagnostic)[: written.LINE]
    return [of_message, of_recipient]


def _header_of(report: Report) -> MIMEPart:
    part = MIMEPart(policy=policy.SMTP)
    part.set_content(report.original_header, subtype="rfc822-headers", charset="us-ascii", cte="7bit")
    return part
