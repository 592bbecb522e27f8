"""The timeline of a contact with many mails: its page at any depth against `select 1`."""

from collections.abc import Iterator

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import clock
from contacts import timeline
from contacts.models import Contact, TimelineLink
from crm.models import User

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


def query_at(contact: Contact, reader: User, depth: int) -> str:
    """The statement of the page that begins after so many entries."""
    assert reader.team_ids == []  # asked before, as on a page
    cursor = timeline.entries_of(contact.account, contact, reader, size=depth).next if depth else None
    with CaptureQueriesContext(connection) as captured:
        timeline.entries_of(contact.account, contact, reader, cursor)
    (query,) = captured
    return str(query["sql"])


def index_at(contact: Contact, depth: int) -> str:
    """The statement that only finds which entries such a page has."""
    links = TimelineLink.objects.filter(account=contact.account, contact=contact).order_by(*timeline.ORDER)
    end = links[depth].occurred_at
    with CaptureQueriesContext(connection) as captured:
        list(links.filter(occurred_at__lte=end).values_list("pk", flat=True)[: timeline.SIZE + 1])
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
