"""The first steps on the page of the addresses: how far one has come."""

import dns.rcode
import pytest
from django.conf import settings
from lxml import html

from crm import pulse
from emaillog import tasks
from tests.emaillog.forwards import forward
from tests.factories import mail


@pytest.fixture
def steps(signed_in, at):
    """Title -> (is it done, its words)."""

    def shown(user, **headers):
        page = html.fromstring(signed_in(user).get(at("email_integrations"), headers=headers).content)
        rows = page.get_element_by_id("first-steps").find_class("step-row")
        found = {}
        for row in rows:
            title, _, state = row.find_class("step-title")[0].text_content().partition(": ")
            found[title.strip()] = (state.strip() == "done", row.find_class("step-text")[0].text_content().strip())
        return found

    return shown


@pytest.fixture
def working():
    pulse._last = -10
    pulse.show()


def test_the_steps_follow_what_was_done(steps, alice, bob, working, deliver, bcc_address, forwarding_address):
    assert [done for done, _text in steps(alice).values()] == [True, False, False, False, False]

    deliver(mail(to="alice@acme.test"), to=bcc_address)
    assert [done for done, _text in steps(alice).values()] == [True, True, True, False, False]
    deliver(mail(), to=bcc_address)
    assert [done for done, _text in steps(alice).values()] == [True, True, True, True, False]
    deliver(forward("gmail", "both"), to=forwarding_address)
    assert [done for done, _text in steps(alice).values()] == [True] * 5

    assert [done for done, _text in steps(bob).values()] == [True, True, False, False, False]


def test_a_domain_that_nobody_outside_can_find_is_not_enough(steps, bob, monkeypatch):
    monkeypatch.setattr(settings, "INBOUND_DOMAIN", "in.blindcopy.localhost")

    done, text = steps(bob)["A mail domain is set"]

    assert not done
    assert "INBOUND_DOMAIN" in text


@pytest.mark.parametrize(
    ("records", "done", "words"),
    [
        ({"MX in.acme.com.": ["20 two.acme.com.", "10 one.acme.com."]}, True, "goes to one.acme.com, two.acme.com."),
        ({"MX in.acme.com.": [], "A in.acme.com.": ["192.0.2.1"]}, True, "goes to in.acme.com."),
        ({"MX in.acme.com.": [], "A in.acme.com.": []}, False, "no MX record for in.acme.com"),
        ({"MX in.acme.com.": ["0 ."]}, False, "no MX record for in.acme.com"),
        ({}, False, "no MX record for in.acme.com"),
        ({"MX in.acme.com.": dns.rcode.SERVFAIL}, True, "in.acme.com"),
    ],
)
def test_the_dns_is_asked_by_a_worker_where_mail_for_the_domain_goes(
    steps,
    bob,
    monkeypatch,
    name_server,
    records,
    done,
    words,
):
    monkeypatch.setattr(settings, "INBOUND_DOMAIN", "in.acme.com")
    name_server.records |= records
    for _twice in range(2):
        tasks.sweep()
    is_done, text = steps(bob)["A mail domain is set"]
    assert is_done is done
    assert words in text
    assert name_server.asked <= 3


def test_a_domain_that_only_tests_use_is_not_looked_up(steps, bob, name_server):
    tasks.sweep()
    assert steps(bob)["A mail domain is set"] == (True, "in.blindcopy.test")
    assert name_server.asked == 0


def test_without_a_worker_the_step_says_so(steps, alice, deliver, bcc_address):
    pulse.forget()
    deliver(mail(), to=bcc_address)

    assert steps(alice)["Mail comes in"] == (False, "No worker is running: mail is kept, but waits to be processed.")


def test_the_last_mail_says_by_which_door(steps, alice, working, deliver, bcc_address):
    deliver(mail(), to=bcc_address)

    done, text = steps(alice)["Mail comes in"]
    assert done
    assert "by SMTP" in text


def test_the_steps_alone_are_asked_for_while_some_are_missing(signed_in, alice, at):
    headers = {"HX-Request": "true", "HX-Target": "first-steps"}

    part = signed_in(alice).get(at("email_integrations"), headers=headers)

    assert b"<html" not in part.content
    assert b"every 15s" in part.content


def test_when_all_is_done_the_list_is_folded_and_asks_no_more(
    signed_in, alice, at, working, deliver, bcc_address, forwarding_address
):
    deliver(mail(), to=bcc_address)
    deliver(forward("gmail", "both"), to=forwarding_address)

    page = signed_in(alice).get(at("email_integrations")).content.decode()

    assert "First steps: all done" in page
    assert "every 15s" not in page
