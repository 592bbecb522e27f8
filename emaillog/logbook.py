"""Writes a mail onto the timelines: the entry with its associations, the mail, its attachments."""

from collections.abc import Iterable

from contacts.models import TimelineEntry, TimelineLink
from crm.models import User
from emaillog import invitations
from emaillog.associations import Associations
from emaillog.drafts import Draft
from emaillog.files import File
from emaillog.mime.values import Mailbox
from emaillog.models import AlsoLogged, Attachment, LoggedEmail
from emaillog.routing import Routed
from emaillog.snippets import snippet

KIND = "emaillog.email"


def already_logged(routed: Routed, drafts: Iterable[Draft]) -> dict[str, LoggedEmail]:
    """The account's logged mails that are the same as one of the drafts, by log key."""
    keys = [draft.log_key for draft in drafts]
    return {email.log_key: email for email in LoggedEmail.objects.filter(account=routed.account, log_key__in=keys)}


def note_also_logged(emails: Iterable[LoggedEmail], user: User) -> None:
    """ "Also logged by" a second user (R34); the first one's own copies change nothing."""
    of_others = [email for email in emails if email.logged_by_id != user.pk]
    notes = [AlsoLogged(account_id=email.account_id, email=email, user=user) for email in of_others]
    AlsoLogged.objects.bulk_create(notes, ignore_conflicts=True)


def write(routed: Routed, draft: Draft, links: Associations) -> LoggedEmail:
    """Raises IntegrityError when the account has the same mail already."""
    email = email_from(routed, draft)
    email.entry = TimelineEntry.objects.create(
        account=routed.account,
        kind=KIND,
        occurred_at=draft.occurred_at,
        data=row_data(email, draft),
        actor=routed.logger,
    )
    email.save(force_insert=True)
    Attachment.objects.bulk_create(attachments_of(email, draft.files))
    TimelineLink.objects.bulk_create(
        TimelineLink(account=routed.account, entry=email.entry, occurred_at=draft.occurred_at, **{field: pk})
        for field, ids in (("contact_id", links.contacts), ("company_id", links.companies), ("deal_id", links.deals))
        for pk in ids
    )
    return email


def email_from(routed: Routed, draft: Draft) -> LoggedEmail:
    message = draft.message
    return LoggedEmail(
        account=routed.account,
        log_key=draft.log_key,
        source=routed.route,
        direction=draft.participants.direction,
        logged_by=routed.logger,
        message_id=message.message_id[:998],
        in_reply_to=message.in_reply_to[:998],
        references=list(message.references),
        subject=message.subject[:998],
        occurred_at=draft.occurred_at,
        sender=next(iter(people(message.sender)), {}),
        to=people(message.to),
        cc=people(message.cc),
        text=message.text,
        html=draft.html,
        note=draft.note,
        invitations=[invitations.stored(each) for each in message.invitations],
        protection=message.protection,
        defects=list(draft.defects),
    )


def row_data(email: LoggedEmail, draft: Draft) -> dict[str, object]:
    """What a row of the timeline shows, so that a page of it needs no second query."""
    return {
        "email_id": str(email.pk),
        "subject": email.subject,
        "snippet": snippet(email.text, email.subject),
        "direction": email.direction,
        "source": email.source,
        "from": email.sender,
        "to": email.to,
        "cc": email.cc,
        "note": email.note[:200],
        "logged_by": str(email.logged_by),
        "invitation": invitations.of_row(email.invitations),
        "protection": email.protection,
        "attachments": [
            {
                "name": file.part.name,
                "size": file.part.size,
                "content_type": file.part.content_type,
                "kept": bool(file.blob),
                "reason": file.reason,
                "inline": file.part.is_inline,
            }
            for file in draft.files
        ],
    }


def attachments_of(email: LoggedEmail, files: Iterable[File]) -> Iterable[Attachment]:
    for position, file in enumerate(files):
        yield Attachment(
            account_id=email.account_id,
            email=email,
            position=position,
            name=file.part.name[:255],
            content_type=file.part.content_type[:100],
            true_type=file.true_type[:100],
            size=file.part.size,
            sha256=file.part.sha256,
            blob=file.blob,
            reason=file.reason,
            content_id=file.part.content_id[:255],
            is_inline=file.part.is_inline,
        )


def people(mailboxes: Iterable[Mailbox]) -> list[dict[str, str]]:
    return [{"name": mailbox.name, "address": mailbox.address} for mailbox in mailboxes]
