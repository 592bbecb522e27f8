"""The page of a test: what it asks for, and how its steps tick off."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from lxml import html

from emaillog import intake
from emaillog.models import LoggingAddress, Rehearsal
from tests.factories import mail

HTMX = {"HX-Request": "true", "HX-Target": "rehearsal"}


@pytest.fixture
def begin(signed_in, alice, at, account):
    def begun(user=alice) -> tuple:
        browser = signed_in(user)
        address = LoggingAddress.objects.pair(account)[0]
        page = browser.post(at("begin_address_test", address.pk)).url
        return browser, page, Rehearsal.objects.get(user=user)

    return begun


def words(answer) -> str:
    return " ".join(html.fromstring(answer.content).text_content().split())


def test_a_test_asks_for_a_mail_with_its_words_to_copy(begin):
    browser, page, rehearsal = begin()

    shown = html.fromstring(browser.get(page).content)

    assert shown.get_element_by_id("test-words").text == f"test {rehearsal.code}"
    assert shown.get_element_by_id("test-address").text == rehearsal.address.address
    assert shown.get_element_by_id("rehearsal").get("hx-trigger") == "every 2s"


def test_beginning_again_leads_to_the_test_that_runs(begin):
    _browser, first, _ = begin()
    _browser, second, _ = begin()

    assert first == second


def test_the_steps_tick_off_with_the_mail(begin, deliver):
    browser, page, rehearsal = begin()
    assert "Waiting for your mail" in words(browser.get(page))

    deliver(mail(subject=rehearsal.words), to=rehearsal.address.address)

    text = words(browser.get(page))
    for step in ("Received", "Sender recognised", "It would be logged by alice@acme.test", "Would be logged to"):
        assert step in text
    assert "maya@customer.test: a contact would be created" in text
    assert "It works." in text
    assert "every 2s" not in browser.get(page).content.decode()


def test_an_unknown_sender_fails_the_second_step_and_says_why(begin, deliver):
    browser, page, rehearsal = begin()

    deliver(mail(sender="alice@home.test", subject=rehearsal.words), to=rehearsal.address.address)

    text = words(browser.get(page))
    assert "Sender not recognised" in text
    assert "alice@home.test" in text
    assert "Would be logged to" not in text
    assert "It works" not in text


def test_a_test_to_oneself_works_too(begin, deliver):
    browser, page, rehearsal = begin()

    deliver(mail(to="alice@acme.test", subject=rehearsal.words), to=rehearsal.address.address)

    assert "Nobody to log it for" in words(browser.get(page))
    assert "It works." in words(browser.get(page))


def test_polling_says_nothing_until_there_is_news(begin, drain):
    browser, page, rehearsal = begin()
    assert browser.get(f"{page}?seen=waiting", headers=HTMX).status_code == 204

    message = mail(subject=rehearsal.words).as_bytes()
    intake.keep_message(message, door="smtp", sender="alice@acme.test", recipients=[rehearsal.address.address])
    arrived = browser.get(f"{page}?seen=waiting", headers=HTMX)
    assert "is being read" in words(arrived)
    assert "seen=arrived" in arrived.content.decode()
    assert b"<html" not in arrived.content
    assert browser.get(f"{page}?seen=arrived", headers=HTMX).status_code == 204
    drain()

    assert "It works." in words(browser.get(f"{page}?seen=arrived", headers=HTMX))


def test_after_ten_minutes_the_page_asks_no_more_and_offers_another_test(begin):
    browser, page, _rehearsal = begin()

    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=True):
        answer = browser.get(f"{page}?seen=waiting", headers=HTMX)

    assert "No mail with these words came within ten minutes" in words(answer)
    assert "every 2s" not in answer.content.decode()
    assert "Test again" in words(answer)


def test_a_test_is_seen_by_nobody_else(begin, signed_in, bob, charlie):
    _browser, page, _rehearsal = begin()

    for stranger in (bob, charlie):
        assert signed_in(stranger).get(page).status_code == 404
    assert signed_in(charlie).get(page.replace("/acme/", "/globex/")).status_code == 404


def test_an_old_address_in_its_grace_can_be_tested_and_a_stopped_one_not(signed_in, bob, at, account):
    address = LoggingAddress.objects.pair(account)[0]
    address.rotate(14)
    assert signed_in(bob).post(at("begin_address_test", address.pk)).status_code == 302

    address.stop()

    assert signed_in(bob).post(at("begin_address_test", address.pk)).status_code == 404
