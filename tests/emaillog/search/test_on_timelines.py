"""The search in a timeline finds what stands anywhere in a mail, and no more than its reader may see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts import timeline
from contacts.asked import Asked
from contacts.models import TimelineEntry
from emaillog.searching import indexing
from tests.factories import contact, mail

LONG = "Dear Maya,\n\n" + "here is what we said on the phone.\n" * 30 + "\nThe gearbox needs a new bearing, Größe 12.\n"


@pytest.fixture
def maya(account):
    return contact(account, "maya@customer.test", first_name="Maya")


@pytest.fixture
def looked(signed_in, alice, maya):
    """Whether a mail stands on Maya's timeline for somebody who searches there."""

    def found(email, typed, reader=None):
        page = signed_in(reader or alice).get(maya.get_absolute_url(), {"q": typed}).content.decode()
        return f"entry-{email.entry_id}" in page

    return found


@pytest.mark.parametrize(
    "typed", ["bearing", "GEARBOX bear", "grosse", '"new bearing"', "offer bearing", "from:alice bearing", "to:maya"]
)
def test_a_word_far_down_in_a_mail_is_found_on_the_timeline(maya, log, looked, typed):
    assert looked(log(text=LONG), typed)


@pytest.mark.parametrize(
    "typed", ["zebra", "bearing zebra", '"bearing new"', "from:maya bearing", "'", "&|!:*", '"', "%"]
)
def test_what_stands_nowhere_in_it_is_not(maya, log, looked, typed):
    assert not looked(log(text=LONG), typed)


def test_a_mail_that_is_not_indexed_yet_is_found_by_its_row(account, alice, maya, bcc_address, deliver, looked):
    (inbound,) = deliver(mail(subject="A brand new mail"), to=bcc_address)
    assert looked(inbound.email, "brand new")


def test_what_a_private_mail_says_finds_it_for_its_reader_alone(maya, log, alice, bob, looked):
    email = log(text=LONG)
    TimelineEntry.objects.update(private_to=alice)
    assert looked(email, "bearing")
    assert not looked(email, "bearing", reader=bob)


def test_the_same_words_on_other_timelines_are_not_found(account, maya, log, looked):
    contact(account, "tom@elsewhere.test", first_name="Tom")
    assert not looked(log(to="tom@elsewhere.test", text=LONG), "bearing")


def test_the_search_takes_as_many_statements_however_many_mails_there_are(maya, log, signed_in, alice):
    client = signed_in(alice)

    def statements():
        with CaptureQueriesContext(connection) as queries:
            client.get(maya.get_absolute_url(), {"q": "bearing"})
        return len(queries)

    log(text=LONG), statements()
    before = statements()
    for number in range(6):
        log(subject=f"Mail {number}", text=f"{LONG} {number}")
    assert statements() == before


def test_no_more_mails_are_looked_into_than_a_page_looks_at(account, alice, maya, log, monkeypatch):
    old = log(text=LONG, Date="Mon, 02 Nov 2026 09:00:00 +0000")
    for number in range(3):
        log(subject=f"Mail {number}", text=f"Nothing in it {number}.")
    monkeypatch.setattr(timeline, "LOOKED_AT", 3)
    condition = Asked.of({"q": "bearing"}).condition
    links = timeline.links_of(account, maya, alice)
    first = timeline.found_among(links, condition, None)
    assert first.items == []
    assert [link.entry_id for link in timeline.found_among(links, condition, first.next).items] == [old.entry_id]
    assert indexing.index_waiting() == 0
