"""Rotating the addresses on their page: administrators do it, everybody sees it (R39)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from emaillog.models import LoggingAddress, LoggingRules


@pytest.fixture
def bcc(account) -> LoggingAddress:
    return LoggingAddress.objects.pair(account)[0]


def words(answer) -> str:
    return " ".join(html.fromstring(answer.content).text_content().split())


def test_r39_the_page_before_says_what_happens(signed_in, alice, at, bcc):
    text = words(signed_in(alice).get(at("rotate_address", bcc.pk)))

    assert bcc.address in text
    assert "works on for 14 days" in text
    assert "Mail sent to it is refused" in text


def test_r39_rotating_shows_the_new_address_and_the_old_one_with_its_days(signed_in, alice, at, bcc):
    browser = signed_in(alice)

    answer = browser.post(at("rotate_address", bcc.pk), {"old": "grace"}, follow=True)

    new = LoggingAddress.objects.pair(bcc.account)[0]
    shown = html.fromstring(answer.content)
    assert shown.get_element_by_id("bcc-address").text == new.address != bcc.address
    assert "The old one works for 14 more days" in words(answer)
    (old,) = shown.find_class("old-address")
    assert bcc.address in old.text_content()
    assert "works for 14 more days" in " ".join(old.text_content().split())
    assert "Not used yet" in old.text_content()


def test_r39_the_days_of_grace_are_the_accounts(signed_in, alice, at, account, bcc):
    LoggingRules.objects.create(account=account, grace_days=3)

    signed_in(alice).post(at("rotate_address", bcc.pk), {"old": "grace"})

    bcc.refresh_from_db()
    assert bcc.days_left == 3


def test_r39_without_days_of_grace_the_page_says_that_the_old_one_stops(signed_in, alice, at, account, bcc):
    LoggingRules.objects.create(account=account, grace_days=0)
    browser = signed_in(alice)

    assert "no days of grace" in words(browser.get(at("rotate_address", bcc.pk)))
    browser.post(at("rotate_address", bcc.pk), {"old": "grace"})

    assert not LoggingAddress.objects.among([bcc.address]).exists()


def test_r39_the_old_address_can_stop_with_the_rotation_or_later(signed_in, alice, at, account, bcc):
    browser, forwarding = signed_in(alice), LoggingAddress.objects.pair(account)[1]

    browser.post(at("rotate_address", bcc.pk), {"old": "stop"})
    browser.post(at("rotate_address", forwarding.pk), {"old": "grace"})
    assert list(LoggingAddress.objects.among([bcc.address, forwarding.address])) == [forwarding]
    answer = browser.post(at("stop_address", forwarding.pk), follow=True)

    assert not LoggingAddress.objects.among([forwarding.address]).exists()
    assert forwarding.address not in words(answer)


def test_r39_a_second_rotation_of_the_same_address_changes_nothing_and_says_so(signed_in, alice, at, account, bcc):
    browser = signed_in(alice)
    browser.post(at("rotate_address", bcc.pk), {"old": "grace"})

    answer = browser.post(at("rotate_address", bcc.pk), {"old": "stop"}, follow=True)

    assert "rotated this address already" in words(answer)
    assert LoggingAddress.objects.filter(account=account, route=bcc.route).count() == 2
    assert LoggingAddress.objects.among([bcc.address]).exists()


def test_a_current_address_cannot_be_stopped(signed_in, alice, at, bcc):
    assert signed_in(alice).post(at("stop_address", bcc.pk)).status_code == 404


def test_r39_an_address_that_was_seen_says_so_and_offers_to_rotate_it(signed_in, alice, bob, at, bcc):
    LoggingAddress.objects.filter(pk=bcc.pk).update(leaked_at=timezone.now())

    for_admin = html.fromstring(signed_in(alice).get(at("email_integrations")).content)
    (warning,) = for_admin.find_class("alert-warning")
    assert "This address was seen in To or Cc of a mail on" in " ".join(warning.text_content().split())
    assert warning.xpath(f".//a[@href='{at('rotate_address', bcc.pk)}']")
    (warning,) = html.fromstring(signed_in(bob).get(at("email_integrations")).content).find_class("alert-warning")
    assert "An administrator can do that" in warning.text_content()
    assert not warning.xpath(".//a")


def test_the_page_says_when_an_address_was_used_last(signed_in, bob, at, bcc):
    LoggingAddress.objects.filter(pk=bcc.pk).update(last_used_at=timezone.now() - timedelta(hours=3))

    assert "Last used 3 hours ago" in words(signed_in(bob).get(at("email_integrations"))).replace("\xa0", " ")


def test_members_see_no_button_and_may_not_do_it_by_hand(signed_in, bob, at, bcc):
    bcc.rotate(14)
    browser, new = signed_in(bob), LoggingAddress.objects.pair(bcc.account)[0]

    page = browser.get(at("email_integrations")).content.decode()
    assert bcc.address in page
    assert "Rotate…" not in page
    assert "Stop now" not in page
    assert browser.get(at("rotate_address", new.pk)).status_code == 403
    assert browser.post(at("rotate_address", new.pk)).status_code == 403
    assert browser.post(at("stop_address", bcc.pk)).status_code == 403
    assert LoggingAddress.objects.among([bcc.address, new.address]).count() == 2


def test_addresses_of_another_account_are_not_found(signed_in, charlie, other_account, at, bcc):
    browser = signed_in(charlie)

    for there in ("acme", "globex"):
        for what in ("rotate", "stop", "test"):
            address = f"/a/{there}/settings/integrations/email/{bcc.pk}/{what}/"
            assert browser.post(address, {"old": "stop"}).status_code == 404, address
    assert LoggingAddress.objects.among([bcc.address]).exists()


def test_the_page_costs_the_same_whatever_there_is(signed_in, alice, at, account, bcc):
    browser = signed_in(alice)
    browser.get(at("email_integrations"))
    with CaptureQueriesContext(connection) as empty:
        browser.get(at("email_integrations"))
    for _each in range(4):
        LoggingAddress.objects.pair(account)[0].rotate(14)
    with CaptureQueriesContext(connection) as full:
        browser.get(at("email_integrations"))

    assert len(full) == len(empty)
