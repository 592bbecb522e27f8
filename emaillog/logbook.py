"""Writes a mail onto the timelines: the entry with its associations, the mail, its attachments."""

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from contacts.models import TimelineEntry, TimelineLink
from emaillog import (
    associations,
    handiwork,
    invitations,
    keys,
    participants,
    picturing,
    sameness,
    threads,
    visibility,
    why,
)
from emaillog.associations import Associations
from emaillog.drafts import Draft
from emaillog.files import File
from emaillog.known import Known
from emaillog.mime.values import Mailbox
from emaillog.models import AlsoLogged, Attachment, AwaitedContact, LoggedEmail
from emaillog.participants import Found
from emaillog.routing import Routed

KIND = "emaillog.email"


def note_also_logged(routed: Routed, emails: Iterable[UUID]) -> None:
    """ "Also logged by" a second user (R34); the first one's own copies change nothing, and a team is no user."""
    if routed.claim.team:
        return
    of_others = LoggedEmail.objects.filter(account=routed.account, pk__in=emails).exclude(logged_by=routed.logger)
    notes = [AlsoLogged(account=routed.account, email=email, user=routed.logger) for email in of_others]
    AlsoLogged.objects.bulk_create(notes, ignore_conflicts=True)


def log(routed: Routed, draft: Draft, known: Known) -> LoggedEmail:
    """Finds the people and records of the draft and writes it. Raises Rejected, and IntegrityError as `write` does."""
    people = participants.contacts_of(routed, known, draft.participants)
    email = write(routed, draft, people, associations.find(known, people), known)
    handiwork.restore(routed.decision, email, routed.logger)
    return email


def write(routed: Routed, draft: Draft, people: Found, links: Associations, known: Known) -> LoggedEmail:
    """Raises IntegrityError when the account has the same mail already."""
    email = email_from(routed, draft, known)
    email.why = why.of(routed, draft, people, links, known)
    email.entry = TimelineEntry.objects.create(
        account=routed.account,
        kind=KIND,
        occurred_at=draft.occurred_at,
        data=row_data(routed, email, draft),
        actor=None if routed.claim.team else routed.logger,
        **visibility.of_brought_back(routed),
    )
    email.save(force_insert=True)
    threads.adopt(email, known.headless)
    known.shapes.setdefault(email.shape_key, (email.pk, email.found_in in sameness.INLINE))
    picturing.ring_for(email, Attachment.objects.bulk_create(attachments_of(email, draft.files)))
    TimelineLink.objects.bulk_create(links.links(email))
    if people.awaited:
        AwaitedContact.objects.bulk_create(
            AwaitedContact(
                account=routed.account, email=email, address=one.address, name=one.name[:200], because=because
            )
            for one, because in people.awaited
        )
    return email


def email_from(routed: Routed, draft: Draft, known: Known) -> LoggedEmail:
    message, shape = draft.message, draft.shape_key
    return LoggedEmail(
        account=routed.account,
        log_key=draft.log_key,
        content_key=message.digest,
        identity_key=draft.identity_key,
        shape_key=shape,
        shape_claim="" if shape in known.shapes else shape,
        message_key=keys.message_key(message.message_id),
        thread_key=keys.thread_key(message, known.threads, known.talks),
        talk_key=keys.talk_key(message),
        source=routed.route,
        direction=draft.participants.direction,
        logged_by=None if routed.claim.team else routed.logger,
        team_id=routed.claim.team,
        shared_with=list(routed.shared_with),
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
        found_in=draft.found_in,
        invitations=[invitations.stored(each) for each in message.invitations],
        protection=message.protection,
        defects=list(draft.defects),
    )


def row_data(routed: Routed, email: LoggedEmail, draft: Draft) -> dict[str, object]:
    """What a row of the timeline shows, so that a page of it needs no second query."""
    return {
        "email_id": str(email.pk),
        "subject": email.subject,
        "snippet": draft.snippet,
        "direction": email.direction,
        "source": email.source,
        "from": email.sender,
        "to": email.to,
        "cc": email.cc,
        "note": email.note[:200],
        "logged_by": routed.claim.team_name or str(routed.logger),
        "team": routed.claim.team_name,
        "shared_with": email.shared_with,
        "thread": email.thread_key,
        "invitation": invitations.of_row(email.invitations),
        "protection": email.protection,
        "has_files": any(not file.blob or not file.part.is_inline for file in draft.files),
        "attachments": [
            {
                "name": file.part.name,
                "size": file.part.size,
                "content_type": file.part.content_type,
                "kept": bool(file.blob),
                "reason": file.reason,
                "inline": file.part.is_inline,
                "true_type": file.true_type,
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
            previewed_at=None if picturing.is_worth(file) else timezone.now(),
        )


def people(mailboxes: Iterable[Mailbox]) -> list[dict[str, str]]:
    return [{"name": mailbox.name, "address": mailbox.address} for mailbox in mailboxes]
