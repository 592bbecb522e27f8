"""What the card of a mail on a timeline says: who wrote to whom, where it stands besides, and when."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from contacts.models import Deal
from tests.factories import company, contact, deal, mail, registered


@pytest.fixture
def card(signed_in, maya):
    """The first card on the timeline of Maya, or of another record."""

    def first(reader, record=None):
        page = signed_in(reader).get((record or maya).get_absolute_url()).content
        return html.fromstring(page).xpath("//article[contains(@class, 'mail-entry')]")[0]

    return first


def words(element):
    return " ".join(element.text_content().split())


def people(card):
    return words(card.xpath(".//*[@class='mail-people']")[0])


def chips(card):
    return [words(chip) for chip in card.xpath(".//*[@class='mail-chips']/*[contains(@class, 'badge')]")]


def test_the_reader_is_you_and_for_others_a_name(maya, log, card, alice, bob):
    log(mail(cc="Tom Ford <tom@customer.test>, Eve <eve@customer.test>"))
    assert people(card(alice)) == "Sent: You to Maya Chen, Cc Tom Ford + 1"
    assert people(card(bob)) == "Sent: Alice Admin to Maya Chen, Cc Tom Ford + 1"


def test_the_reader_is_you_under_every_address_of_theirs(account, maya, log, card, alice, bob):
    registered(account, bob, "bob@home.test")
    log(mail(cc="Robert <BOB@home.test>"))
    assert people(card(bob)) == "Sent: Alice Admin to Maya Chen, Cc you"


def test_a_german_reader_is_addressed_as_the_pages_do(maya, log, card, alice):
    alice.language = "de"
    alice.save()
    log()
    assert people(card(alice)) == "Gesendet: Sie an Maya Chen"


def test_a_card_names_the_deals_and_companies_on_which_the_mail_stands_besides(account, maya, log, card, alice):
    log()
    customer, big = maya.company, Deal.objects.get()
    assert chips(card(alice)) == ["Company Customer Ltd", "Deal The big deal"]
    assert chips(card(alice, customer)) == ["Deal The big deal"]
    assert chips(card(alice, big)) == ["Company Customer Ltd"]


def test_the_day_is_told_in_full_to_who_comes_by_keyboard(maya, log, card, alice):
    log()
    (time,) = card(alice).xpath(".//summary//time")
    assert time.get("data-full") == time.get("title") == "Nov 23, 2026, 10:00"


def test_the_chips_cost_the_same_for_many_mails_and_deals(account, maya, log, signed_in, alice):
    client = signed_in(alice)

    def statements():
        with CaptureQueriesContext(connection) as queries:
            client.get(maya.get_absolute_url())
        return len(queries)

    log(), statements()
    before = statements()
    person = contact(account, "tom@else.test", company=company(account, "Else Ltd"))
    for number in range(4):
        deal(account, f"Deal {number}", contacts=(person, maya))
        log(subject=f"Mail {number}", cc="tom@else.test")
    assert statements() == before
