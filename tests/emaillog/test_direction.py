"""Sent or received (R24, R30), and a mail at the wrong one of the two addresses (R32)."""

import pytest

from contacts.models import ContactEmail
from emaillog.models import Direction
from emaillog.rejection import Reason
from tests.emaillog.forwards import forward
from tests.factories import mail

OWN_SENT = """\
---------- Forwarded message ---------
From: Alice Admin <alice@acme.test>
Date: Mon, Nov 23, 2026 at 9:20 AM
Subject: Our offer
To: Maya Chen <maya@customer.test>
Cc: Tom Ford <tom@customer.test>


Dear Maya,
"""


@pytest.fixture
def log_by_hand(alice, drain):
    """Logs a refused mail as the one click of its page does."""

    def decided(inbound, **decision):
        inbound.decision = {"user": alice.pk, **decision}
        inbound.save()
        assert inbound.process_again()
        drain()
        inbound.refresh_from_db()
        return inbound

    return decided


def test_r12_a_mail_on_bcc_is_sent_mail(account, alice, by_smtp):
    assert by_smtp(mail().as_bytes()).email.direction == Direction.OUTGOING


def test_r24_a_forwarded_reply_is_received_mail_of_who_wrote_it(account, alice, forwarding_address, by_smtp):
    inbound = by_smtp(forward("gmail", "both", to=forwarding_address).as_bytes(), to=forwarding_address)
    email = inbound.email
    assert (email.direction, email.logged_by, email.sender["address"]) == (
        Direction.INCOMING,
        alice,
        "maya@customer.test",
    )
    assert [link.contact.emails.get().address for link in email.entry.links.exclude(contact=None)] == [
        "maya@customer.test"
    ]


@pytest.mark.parametrize("form", ["inline", "attached"])
def test_r30_ones_own_sent_mail_forwarded_is_sent_mail_to_its_recipients(
    account, alice, forwarding_address, by_smtp, form
):
    wrapper = mail(to=forwarding_address, subject="Fwd: Our offer", text=OWN_SENT if form == "inline" else "")
    if form == "attached":
        wrapper.add_attachment(mail(cc="tom@customer.test"))
    email = by_smtp(wrapper.as_bytes(), to=forwarding_address).email
    assert email.direction == Direction.OUTGOING
    found = set(ContactEmail.objects.values_list("address", flat=True))
    assert found == {"maya@customer.test", "tom@customer.test"}


def test_r30_a_colleagues_sent_mail_forwarded_is_sent_mail_too(account, alice, bob, forwarding_address, by_smtp):
    wrapper = mail(to=forwarding_address, subject="Fwd: Our offer", text=OWN_SENT)
    wrapper.replace_header("From", "bob@acme.test")
    inbound = by_smtp(wrapper.as_bytes(), to=forwarding_address)
    assert (inbound.email.direction, inbound.email.logged_by) == (Direction.OUTGOING, bob)


def test_r32_a_forward_at_the_bcc_address_is_not_logged_by_guess_and_one_click_logs_it(
    account, alice, bcc_address, by_smtp, log_by_hand
):
    inbound = by_smtp(forward("gmail", "both", to=bcc_address).as_bytes())
    assert (inbound.reason, inbound.in_review) == (Reason.USE_FORWARDING_ADDRESS, True)
    assert "forwarding address" in inbound.get_reason_display()
    assert not ContactEmail.objects.exists()
    email = log_by_hand(inbound, route="forward").email
    assert (email.direction, email.sender["address"]) == (Direction.INCOMING, "maya@customer.test")


def test_r32_a_sent_mail_at_the_forwarding_address_is_not_logged_by_guess_and_one_click_logs_it(
    account, alice, forwarding_address, by_smtp, log_by_hand
):
    inbound = by_smtp(mail().as_bytes(), to=forwarding_address)
    assert (inbound.reason, inbound.in_review) == (Reason.USE_BCC_ADDRESS, True)
    assert "BCC address" in inbound.get_reason_display()
    assert not ContactEmail.objects.exists()
    email = log_by_hand(inbound, route="bcc").email
    assert (email.direction, email.subject) == (Direction.OUTGOING, "Our offer")
