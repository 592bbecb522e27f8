"""What a notice says: to its user, in their language and time zone, about the files that one mail lost (R10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from crm.models import User, zone_named
from emaillog import heads
from emaillog.mime.dsn import Original, Report
from emaillog.models import BouncedAttachment, Notice
from emaillog.models.address import without_secrets
from emaillog.rejection import Reason
from emaillog.templatetags.mail import size

NAMED = 50  # files; of more only the number is told
TOO_LARGE, STORAGE_FULL = "5.3.4", "5.2.2"  # RFC 3463 sections 3.4 and 3.3
WORDS = {TOO_LARGE: "Attachment too large", STORAGE_FULL: "Mailbox full, attachment not kept"}
TEMPLATE = "emaillog/notice/notice"


@dataclass(frozen=True)
class File:
    name: str
    size: int
    why: str


@dataclass(frozen=True)
class Mail:
    """A logged mail with what it lacks; a forward of several brings more than one."""

    subject: str
    link: str
    files: list[File]


def report(notice: Notice, user: User) -> Report | None:
    """None when nothing is left to tell of: the mail was removed, or its files were stored after all."""
    rows = BouncedAttachment.objects.filter(account=notice.account, notice=notice)
    rows = rows.exclude(status=BouncedAttachment.Status.STORED)
    lost = list(rows.select_related("attachment", "email").order_by("email", "attachment__position"))
    if not lost:
        return None
    language = user.language or settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(zone_named(user.time_zone)):
        return written(notice, user, lost, language)


def written(notice: Notice, user: User, lost: list[BouncedAttachment], language: str) -> Report:
    inbound, about = notice.inbound, heads.of(notice.inbound, notice.email)
    title = subject_of(lost, about)
    context = said(notice, lost, about) | {"title": title, "language": language, "name": user.get_short_name()}
    status = TOO_LARGE if any(row.reason == Reason.ATTACHMENT_TOO_LARGE for row in lost) else STORAGE_FULL
    return Report(
        domain=settings.INBOUND_DOMAIN,
        recipient=notice.recipient,
        subject=title,
        text=render_to_string(f"{TEMPLATE}.txt", context),
        html=render_to_string(f"{TEMPLATE}.html", context),
        language=language,
        date=timezone.localtime(),
        message_id=message_id(notice),
        arrived=timezone.localtime(inbound.received_at),
        final_recipient=without_secrets(inbound.envelope_recipient),
        status=status,
        diagnostic=diagnostic(status, lost),
        original=about,
    )


def said(notice: Notice, lost: list[BouncedAttachment], about: Original) -> dict[str, object]:
    """What both texts say of the mail and of its files."""
    return {
        "account": notice.account,
        "subject": about.subject or _("(no subject)"),
        "arrived": timezone.localtime(notice.inbound.received_at),
        "mails": list(mails(notice, lost[:NAMED])),
        "count": len(lost),
        "more": max(0, len(lost) - NAMED),
    }


def message_id(notice: Notice) -> str:
    """The same whenever this round of it is sent, though a worker died on the way; sending it again is another."""
    digest = salted_hmac("emaillog.notice", f"{notice.pk}:{notice.times}", algorithm="sha256").hexdigest()
    return f"<notice-{digest[:40]}@{settings.INBOUND_DOMAIN}>"


def subject_of(lost: list[BouncedAttachment], about: Original) -> str:
    name, subject = without_secrets(lost[0].attachment.name), about.subject or _("(no subject)")
    if len(lost) == 1:
        return _("Not logged: %(name)s") % {"name": name}
    return _("%(number)d files not logged: %(subject)s") % {"number": len(lost), "subject": subject}


def mails(notice: Notice, lost: Iterable[BouncedAttachment]) -> Iterable[Mail]:
    for _pk, rows in groupby(lost, key=lambda row: row.email_id):
        of_one = list(rows)
        email = of_one[0].email
        link = settings.BASE_URL + reverse("email", args=[notice.account.slug, email.pk])
        yield Mail(str(email), link, [file(row) for row in of_one])


def file(row: BouncedAttachment) -> File:
    words = {
        Reason.ATTACHMENT_TOO_LARGE: _("larger than the limit of %(limit)s") % {"limit": size(row.limit)},
        Reason.STORAGE_FULL: _("the storage of the account is full"),
    }
    return File(without_secrets(row.attachment.name), row.size, words.get(Reason(row.reason), row.attachment.why))


def diagnostic(status: str, lost: list[BouncedAttachment]) -> str:
    """For whoever reads it without the text above, in the protocol's language."""
    limits = {Reason.ATTACHMENT_TOO_LARGE.value: ", limit {}"}
    each = (
        f"{row.attachment.name[:100]} ({row.size} bytes{limits.get(row.reason, '').format(row.limit)})"
        for row in lost[:NAMED]
    )
    return without_secrets(f"smtp; 552 {status} {WORDS[status]}: {', '.join(each)}")
