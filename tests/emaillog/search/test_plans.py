"""How PostgreSQL looks for words: by their indexes where that is quick, and one by one where that is quicker."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact, ContactEmail
from contacts.searching.asked import parse
from contacts.searching.planning import by_index
from emaillog.searching import found, mails
from emaillog.searching.mails import Asking

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="the plans of PostgreSQL")
CONTACTS = 200


@pytest.fixture
def crowd(account):
    """Many who have the end of their addresses in common."""
    people = Contact.objects.bulk_create(Contact(account=account, last_name=f"Person {n}") for n in range(CONTACTS))
    ContactEmail.objects.bulk_create(
        ContactEmail(account=account, contact=one, address=f"p{one.pk}@example.test") for one in people
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE contacts_contact, contacts_contactemail")


def plan_of(sql):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(line for (line,) in cursor.fetchall())


def statements(asking):
    with CaptureQueriesContext(connection) as asked:
        found.find(asking, found.KINDS, 0, 5)
    return [query["sql"] for query in asked if query["sql"].startswith("SELECT")]


def test_what_all_addresses_have_is_looked_up_in_their_index(account, alice, crowd):
    _waiting, people, *_others = statements(Asking(account, alice, parse("test")))
    with by_index():
        plan = plan_of(people)
    assert "recordsearch_contacts_contactemail" in plan
    assert "Seq Scan on contacts_contactemail" not in plan


def test_the_newest_mails_are_looked_at_without_the_index_of_words(account, alice, log):
    log(subject="Marigold")
    matching = mails.matching(Asking(account, alice, parse("marigold")), in_heads=True)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    assert "mailsearch_heads" not in plan_of(_sql(matching.plain))
    assert [row.subject for row in matching.indexed] == ["marigold"]


def _sql(rows):
    with CaptureQueriesContext(connection) as asked:
        assert [row.subject for row in rows] == ["marigold"]
    return asked[-1]["sql"]
