"""Brings one logged mail to what was read and found of it today, changing only what differs."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from contacts.models import TimelineEntry, TimelineLink
from emaillog import logbook, rearranging, rederiving, why
from emaillog.associations import Associations
from emaillog.drafts import Draft
from emaillog.files import File
from emaillog.known import Known
from emaillog.models import Attachment, AwaitedContact, LoggedEmail
from emaillog.participants import Found
from emaillog.rederiving import Again
from emaillog.remembered import GONE, Remembered
from emaillog.routing import Routed
from emaillog.why import Fact

# What is read out of the mail; who logged it, when, and by which route stays.
READ = (
    *("direction", "message_id", "in_reply_to", "references", "subject", "occurred_at", "sender", "to", "cc"),
    *("text", "html", "note", "found_in", "invitations", "protection", "defects", "talk_key", "message_key"),
)
KEYS = ("log_key", "content_key", "identity_key", "shape_key")
OF_THEN = ("logged_by", "team", "shared_with")
AWAY = 10_000  # where no position of an attachment is


def renew(email: LoggedEmail, routed: Routed, draft: Draft, known: Known) -> None:
    """Raises IntegrityError when another was first with a new contact."""
    then = Remembered.of(email)
    files = renew_files(email, draft.files)
    renew_content(email, routed, replace(draft, files=files), known)
    again = rederiving.people(routed, draft, known, then)
    links = rederiving.records(routed, email, again, then)
    renew_links(email, links, then)
    renew_awaited(email, again.found, known, then)
    today = facts(routed, draft, again, links, known)
    LoggedEmail.objects.filter(account=email.account_id, pk=email.pk).update(why=then.renewed(today))


def renew_content(email: LoggedEmail, routed: Routed, draft: Draft, known: Known) -> None:
    today = logbook.email_from(routed, draft, known)
    is_same_place = (today.message_id, today.references) == (email.message_id, email.references)
    changed = [*READ, *(() if is_same_place else ("thread_key",)), *(() if is_taken(email, today, known) else KEYS)]
    if today.shape_key != email.shape_key and "shape_key" in changed:
        changed.append("shape_claim")
    for field in changed:
        setattr(email, field, getattr(today, field))
    LoggedEmail.objects.filter(pk=email.pk).update(**{field: getattr(email, field) for field in changed})
    of_then = {key: email.entry.data[key] for key in OF_THEN if key in email.entry.data}
    data = email.entry.data | logbook.row_data(routed, email, draft) | of_then
    TimelineEntry.objects.filter(pk=email.entry_id).update(data=data, occurred_at=email.occurred_at)


def is_taken(email: LoggedEmail, today: LoggedEmail, known: Known) -> bool:
    """Whether another mail has the keys that this one would have today: then both stay what they are (R34)."""
    holders = {known.mails.get(today.log_key), known.mails.get(today.identity_key)}
    return bool(holders - {email.pk, None})


def renew_files(email: LoggedEmail, planned: tuple[File, ...]) -> tuple[File, ...]:
    """The rows of the files, known again by their content; what was kept once is not thrown away by a lower limit."""
    rows = defaultdict[str, list[Attachment]](list)
    for row in Attachment.objects.filter(account=email.account_id, email=email):
        rows[row.sha256].append(row)
    found = [rows[file.part.sha256].pop(0) if rows[file.part.sha256] else None for file in planned]
    files = tuple(
        replace(file, blob=row.blob, reason="") if row and row.blob else file
        for file, row in zip(planned, found, strict=True)
    )
    attachments = list(logbook.attachments_of(email, files))
    surplus = [row.pk for left in rows.values() for row in left]
    Attachment.objects.filter(account=email.account_id, pk__in=surplus).delete()
    kept = [(row, new) for row, new in zip(found, attachments, strict=True) if row]
    move_away([row for row, new in kept if row.position != new.position])
    for row, new in kept:
        new.pk = row.pk
    fields = ["position", "name", "content_type", "true_type", "size", "blob", "reason", "content_id", "is_inline"]
    Attachment.objects.bulk_update([new for _row, new in kept], fields)
    Attachment.objects.bulk_create(new for new in attachments if new.pk is None)
    return files


def move_away(rows: Iterable[Attachment]) -> None:
    """So that two that change places do not meet."""
    for row in rows:
        Attachment.objects.filter(pk=row.pk).update(position=row.position + AWAY)


def renew_links(email: LoggedEmail, links: Associations, then: Remembered) -> None:
    """What the rules linked then and do not today goes, what they link today comes; the rest is of people."""
    wanted = rearranging.apply_changes(email, links)
    of_rules = set(Associations(tuple(then.contacts.values()), then.companies, then.deals).records)
    rows = TimelineLink.objects.filter(account=email.account_id, entry=email.entry_id)
    there = {pair_of(link): link.pk for link in rows}
    rows.filter(pk__in=[pk for pair, pk in there.items() if pair in of_rules.difference(wanted.records)]).delete()
    TimelineLink.objects.bulk_create(link for link in wanted.links(email) if pair_of(link) not in there)
    rows.exclude(occurred_at=email.occurred_at).update(occurred_at=email.occurred_at)


def pair_of(link: TimelineLink) -> tuple[str, int]:
    field = next(name for name in ("contact_id", "company_id", "deal_id") if getattr(link, name))
    return field, getattr(link, field)


def renew_awaited(email: LoggedEmail, found: Found, known: Known, then: Remembered) -> None:
    """Who waits for a contact today; not those to whom somebody gave the mail since."""
    later = {address for address, match in known.contacts.items() if match.contact in then.later}
    wanted = {one.address: (one.name[:200], because) for one, because in found.awaited if one.address not in later}
    rows = AwaitedContact.objects.filter(account=email.account_id, email=email)
    there = {row.address: row for row in rows}
    rows.filter(pk__in=[row.pk for address, row in there.items() if address not in wanted]).delete()
    for address, (name, because) in wanted.items():
        if address in there and (there[address].name, there[address].because) != (name, because):
            rows.filter(pk=there[address].pk).update(name=name, because=because)
    AwaitedContact.objects.bulk_create(
        AwaitedContact(account_id=email.account_id, email=email, address=address, name=name, because=because)
        for address, (name, because) in wanted.items()
        if address not in there
    )


def facts(routed: Routed, draft: Draft, again: Again, links: Associations, known: Known) -> list[Fact]:
    today = why.of(routed, draft, again.found, links, known)
    gone: list[Fact] = [{"because": GONE} if fact.get("address") in again.gone else {} for fact in today]
    return [fact | more if fact["rule"] == "left_out" else fact for fact, more in zip(today, gone, strict=True)]
