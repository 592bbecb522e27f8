"""The timeline of a contact with many mails: its page at any depth against `select 1`."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks import clock
from benchmarks.records import Seller
from contacts import timeline
from contacts.models import Contact, TimelineEntry, TimelineLink
from emaillog import logbook

TIMES = 500
MAYA = {"name": "Maya Chen", "address": "maya@customer.test"}
ROW = {
    "email_id": "3f0b3b0e-0a0c-4a53-9a5e-0c5f2f7d5c11",
    "subject": "Re: Quote 2291 – packing line",
    "snippet": "Thank you for the time you took on Tuesday. " * 4,
    "direction": "outgoing",
    "source": "bcc",
    "from": MAYA,
    "to": [MAYA],
    "cc": [MAYA],
    "people": 2,
    "note": "",
    "attachments": [],
}


def fill(seller: Seller, contact: Contact, mails: int) -> None:
    """Writes the rows of so many mails, without the mails, which a timeline does not read."""
    now = timezone.now()
    entries = TimelineEntry.objects.bulk_create(
        TimelineEntry(account=seller.account, kind=logbook.KIND, occurred_at=now - timedelta(minutes=n), data=ROW)
        for n in range(mails)
    )
    TimelineLink.objects.bulk_create(
        TimelineLink(account=seller.account, entry=entry, occurred_at=entry.occurred_at, contact=contact)
        for entry in entries
    )
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def query_at(seller: Seller, contact: Contact, depth: int) -> str:
    """The statement of the page that begins after so many entries."""
    cursor = timeline.entries_of(seller.account, contact, seller.user, size=depth).next if depth else None
    with CaptureQueriesContext(connection) as captured:
        timeline.entries_of(seller.account, contact, seller.user, cursor)
    (query,) = captured
    return str(query["sql"])


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        for _ in range(TIMES):
            cursor.execute(sql)
            cursor.fetchall()


def round_of(queries: dict[str, str]) -> Iterator[tuple[str, float]]:
    """Milliseconds of CPU a query, here and in PostgreSQL."""
    backend = clock.of_backend()
    for name, sql in queries.items():
        yield name, 1000 / TIMES * clock.cost(lambda sql=sql: run(sql), [backend])
