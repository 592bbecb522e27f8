"""What each kind of record says of itself as JSON, page by page, so that an account of any size fits in memory.

Private mail is there only for whom it is private to: who exports sees no more than on the pages.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, QuerySet

from contacts import about
from contacts.models import Company, Contact, Deal, Task, TimelineEntry, TimelineLink
from crm.models import Account, User
from crm.paging import Order, page
from emaillog.models import Attachment, LoggedEmail, signature

AT_ONCE = 200
Rows = QuerySet[Any]
NEWEST_FIRST: Order = ("-occurred_at", "-id")


@dataclass(frozen=True)
class Table:
    """One file of the archive: the rows of an account that a reader sees, and what each says."""

    name: str
    rows: Callable[[Account, User], Rows]
    said: Callable[[Any], dict[str, object]]
    order: Order = field(default=("-id",))
    look_up: Callable[[Account, User, list[Any]], None] = lambda _account, _user, _rows: None  # what else they say


def pages(rows: Rows, order: Order) -> Iterator[list[Any]]:
    """All rows, some at a time."""
    cursor: str | None = ""
    while cursor is not None:
        found = page(rows, order=order, cursor=cursor, size=AT_ONCE)
        yield found.items
        cursor = found.next


def contact(row: Contact) -> dict[str, object]:
    names = ("id", "first_name", "last_name", "title", "phone", "lifecycle", "origin", "created_at")
    return {name: getattr(row, name) for name in names} | {
        "addresses": row.addresses,
        "company": row.company_id,
        "owner": row.owner and row.owner.email,
    }


def company(row: Company) -> dict[str, object]:
    return {name: getattr(row, name) for name in ("id", "name", "phone", "created_at")} | {
        "domains": row.domain_names,
        "owner": row.owner and row.owner.email,
    }


def deal(row: Deal) -> dict[str, object]:
    names = ("id", "name", "stage", "amount", "currency", "opened_at", "closes_on", "closed_at", "created_at")
    return {name: getattr(row, name) for name in names} | {
        "stage_name": row.get_stage_display(),
        "company": row.company_id,
        "contacts": [person.pk for person in row.people],
        "owner": row.owner and row.owner.email,
    }


def entries(account: Account, user: User) -> Rows:
    links = Prefetch("links", TimelineLink.objects.filter(account=account))
    task = Prefetch("task", Task.objects.filter(account=account).select_related("assignee"))
    rows = TimelineEntry.objects.filter(account=account).seen_by(user)
    return rows.select_related("actor").prefetch_related(links, task)


def entry(row: TimelineEntry) -> dict[str, object]:
    links = row.links.all()
    return {name: getattr(row, name) for name in ("id", "kind", "occurred_at", "is_private")} | {
        "data": row.data_seen,
        "by": row.actor and row.actor.email,
        "contacts": [link.contact_id for link in links if link.contact_id],
        "companies": [link.company_id for link in links if link.company_id],
        "deals": [link.deal_id for link in links if link.deal_id],
        "task": task(row.task) if hasattr(row, "task") else None,
    }


def task(row: Task) -> dict[str, object]:
    return {name: getattr(row, name) for name in ("title", "due_at", "is_all_day", "done_at")} | {
        "assignee": row.assignee and row.assignee.email
    }


def emails(account: Account, user: User) -> Rows:
    files = Prefetch("attachments", Attachment.objects.filter(account=account))
    rows = LoggedEmail.objects.filter(account=account).seen_by(user)
    return rows.select_related("logged_by", "team", "entry").prefetch_related(files)


def email(row: LoggedEmail) -> dict[str, object]:
    names = (
        *("id", "direction", "occurred_at", "subject", "sender", "to", "cc", "text", "html", "note"),
        *("message_id", "in_reply_to", "references", "created_at"),
    )
    return {name: getattr(row, name) for name in names} | {
        "entry": row.entry_id,
        "is_private": row.entry.is_private,
        "logged_by": signature(row.logged_by, row.team),
        "attachments": [attachment(file) for file in row.attachments.all()],
    }


def attachment(row: Attachment) -> dict[str, object]:
    """`file` is its place in the archive; without one it was left out, and `why` says why."""
    return {name: getattr(row, name) for name in ("name", "content_type", "size", "why")} | {
        "file": place(row) if row.kept else None
    }


def place(row: Attachment) -> str:
    """Where a file lies in the archive, below the folder of its mail."""
    return f"attachments/{row.email_id}/{row.position:03}"


TABLES = (
    Table("contacts", lambda account, _user: Contact.objects.of(account), contact),
    Table("companies", lambda account, _user: Company.objects.of(account), company),
    Table("deals", lambda account, _user: Deal.objects.of(account), deal),
    Table("timeline", entries, entry, NEWEST_FIRST, about.look_up),
    Table("emails", emails, email, NEWEST_FIRST),
)
