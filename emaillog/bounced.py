"""What was left out of a mail: kept for the administrators' review, and told to whoever logged it (R8 to R11)."""

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from emaillog import notices
from emaillog.drafts import Draft
from emaillog.mime.values import ParsedMessage
from emaillog.models import Attachment, BouncedAttachment, InboundMessage, Notice
from emaillog.routing import Routed


def note(
    inbound: InboundMessage, routed: Routed, message: ParsedMessage, drafts: Iterable[Draft], emails: list[UUID]
) -> None:
    """Notes what these drafts left out, now logged as `emails`; one notice tells of all of it. Often there is nothing.

    To be called in the transaction that logs them.
    """
    if any(file.reason for draft in drafts for file in draft.files):
        notice = notices.about(inbound, routed, message, emails[0])
        BouncedAttachment.objects.bulk_create(rows(inbound, routed, left_out(routed, emails), notice))


def renew(inbound: InboundMessage, routed: Routed, emails: list[UUID]) -> None:
    """After the mails were read again: what they leave out today is noted, without telling anybody, and what they
    hold today is stored after all."""
    files = BouncedAttachment.objects.filter(account=routed.account, email__in=emails)
    undecided = files.filter(status__in=(BouncedAttachment.Status.OPEN, BouncedAttachment.Status.DISMISSED))
    end = {"status": BouncedAttachment.Status.STORED, "problem": "", "handled_by": None, "handled_at": timezone.now()}
    undecided.exclude(attachment__blob="").update(**end)
    unnoted = [attachment for attachment in left_out(routed, emails) if not hasattr(attachment, "bounced")]
    BouncedAttachment.objects.bulk_create(rows(inbound, routed, unnoted, None))


def left_out(routed: Routed, emails: list[UUID]) -> Iterable[Attachment]:
    files = Attachment.objects.filter(account=routed.account, email__in=emails, blob="")
    return files.select_related("bounced").order_by("email", "position")


def rows(
    inbound: InboundMessage, routed: Routed, files: Iterable[Attachment], notice: Notice | None
) -> Iterable[BouncedAttachment]:
    for file in files:
        yield BouncedAttachment(
            account=routed.account,
            attachment=file,
            email_id=file.email_id,
            inbound=inbound,
            notice=notice,
            user=None if routed.claim.team else routed.logger,
            size=file.size,
            limit=routed.rules.attachment_limit,
            reason=file.reason,
        )
