"""One file that was left out, in the words in which an administrator reads it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from crm.models import Team, User
from emaillog import retention
from emaillog.mime import filenames
from emaillog.models import BouncedAttachment, Hindrance, LoggingRules, Notice
from emaillog.rejection import Reason

Status = BouncedAttachment.Status
STATES = {
    Status.OPEN: ("warning", "flag"),
    Status.STORING: ("info", "hourglass"),
    Status.STORED: ("success", "circle-check"),
    Status.DISMISSED: ("neutral", "archive"),
}
NOTICES = {
    Notice.Status.WAITING: ("info", "hourglass"),
    Notice.Status.SENT: ("neutral", "send"),
    Notice.Status.SUPPRESSED: ("neutral", "bell"),
    Notice.Status.FAILED: ("danger", "alert-triangle"),
}


@dataclass(frozen=True)
class Row:
    """`file` came with its attachment, mail, entry, inbound message, notice and people, for one reader."""

    file: BouncedAttachment
    rules: LoggingRules

    @property
    def is_withheld(self) -> bool:
        return self.file.is_withheld

    @property
    def name(self) -> str:
        if self.is_withheld:
            return _("Private mail")
        return filenames.clean(self.file.attachment.name) or _("Attachment")

    @property
    def subject(self) -> str:
        return str(self.file.email)

    @property
    def email(self) -> UUID | None:
        return None if self.is_withheld else self.file.email_id

    @property
    def content_type(self) -> str:
        return "" if self.is_withheld else self.file.attachment.content_type

    @property
    def logged_by(self) -> User | Team | None:
        return None if self.is_withheld else self.file.email.team or self.file.user

    @property
    def is_too_large(self) -> bool:
        return self.file.reason == Reason.ATTACHMENT_TOO_LARGE

    @property
    def allowed_share(self) -> str:
        """How much of the file would have been within the limit, for a drawing: a number with a dot."""
        return f"{100 * min(1, self.file.limit / max(1, self.file.size)):.1f}"

    @property
    def excess_share(self) -> str:
        return f"{100 - float(self.allowed_share):.1f}"

    @property
    def state(self) -> dict[str, str]:
        tone, icon = STATES[Status(self.file.status)]
        return {"tone": tone, "icon": icon, "text": str(Status(self.file.status).label).capitalize()}

    @property
    def notice(self) -> dict[str, str]:
        notice = self.file.notice
        if notice is None:
            return {"tone": "neutral", "icon": "bell", "text": _("No notice")}
        status = Notice.Status(notice.status)
        tone, icon = NOTICES[status]
        return {"tone": tone, "icon": icon, "text": _("Notice %(state)s") % {"state": status.label}}

    @property
    def notice_why(self) -> str:
        """Why nobody was told."""
        if self.file.notice is None:
            return _("The file was left out when the mail was read again, of which nobody is told.")
        return self.file.notice.why

    @property
    def can_be_acted_on(self) -> bool:
        return self.file.is_undecided and not self.is_withheld

    @property
    def can_be_stored(self) -> bool:
        return self.can_be_acted_on and self.file.can_be_stored

    @property
    def can_be_told(self) -> bool:
        """Whether the notice can be sent again."""
        notice = self.file.notice
        return self.can_be_acted_on and notice is not None and notice.status != Notice.Status.WAITING

    @property
    def kept_until(self) -> datetime | None:
        return retention.kept_until(self.file.inbound, self.rules) if self.file.inbound and self.can_be_stored else None

    @property
    def trouble(self) -> str:
        """Why it cannot be stored, or not yet; "" when it can, or is."""
        if self.file.status == Status.STORING:
            return _("The storage does not answer yet; it is tried again by itself.") if self.file.problem else ""
        if not self.file.is_undecided:
            return ""
        if not self.file.can_be_stored:
            return too_late(self.file)
        return str(Hindrance(self.file.problem).label) if self.file.problem in Hindrance.values else ""


def too_late(file: BouncedAttachment) -> str:
    when = file.inbound.purged_at if file.inbound else None
    if when is None:
        return str(Hindrance.TOO_LATE.label)
    day = date_format(timezone.localtime(when), "DATE_FORMAT")
    return _("It is too late: the mail as received was deleted on %(day)s.") % {"day": day}
