"""The header fields and the file of a logged mail: for all who see it, without what is the sender's own business."""

import email as stdlib
from email import policy

import pytest

from contacts.models import TimelineEntry
from emaillog import blobs, removing
from emaillog.mime import bounds
from emaillog.models import InboundMessage, LoggedEmail
from tests.emaillog.forwards import forward
from tests.factories import mail, user


@pytest.fixture
def blind(log, bcc_address):
    """A mail of Alice's with a lawyer on Bcc beside the account's own address."""
    message = mail(
        subject="Grüße <b>aus</b> Köln",
        Bcc=f"lawyer@law.test, {bcc_address}",
        Received=f"from phone ([10.1.2.3]) by mx.test for <{bcc_address}>; Mon, 23 Nov 2026 09:00:00 +0000",
        X_Forwarded_To=bcc_address,
        X_Mailer="Apple Mail",
    )
    return log(message)


def headers(client, at, email):
    answer = client.get(at("email_headers", email.pk))
    assert answer.status_code == 200
    return answer.content.decode()


def test_who_logged_the_mail_sees_every_field_readable_and_with_the_secret_masked(
    signed_in, alice, blind, at, bcc_address
):
    shown = headers(signed_in(alice), at, blind)
    assert "Grüße &lt;b&gt;aus&lt;/b&gt; Köln" in shown
    assert "lawyer@law.test" in shown
    assert "10.1.2.3" in shown
    assert bcc_address not in shown
    assert "bcc-***@" in shown


def test_a_colleague_sees_the_fields_without_bcc_and_without_the_way_of_the_copy(
    signed_in, bob, blind, at, bcc_address
):
    shown = headers(signed_in(bob), at, blind)
    assert "Apple Mail" in shown
    assert "Message-ID" in shown
    assert "only who logged the mail and administrators see those" in shown
    for secret in ("lawyer@law.test", "10.1.2.3", bcc_address, "X-Forwarded-To"):
        assert secret not in shown


def test_who_logged_the_mail_downloads_it_byte_for_byte(signed_in, alice, blind, at):
    answer = signed_in(alice).get(at("email_message", blind.pk))
    assert answer.getvalue() == blobs.read(InboundMessage.objects.get().blob)
    assert answer["Content-Type"] == "application/octet-stream"


def test_a_colleague_downloads_the_same_mail_without_what_is_the_senders_own_business(
    signed_in, bob, log, at, bcc_address
):
    message = mail(attachments=(("offer.pdf", b"%PDF-1.7 offer"),)).as_bytes()
    hidden = f"Bcc: lawyer@law.test,\n {bcc_address}\nbCC : hidden@law.test\nMIME-Version".encode()
    email = log(message.replace(b"MIME-Version", hidden, 1))
    answer = signed_in(bob).get(at("email_message", email.pk))
    raw = answer.getvalue()
    assert answer["Content-Length"] == str(len(raw))
    assert b"law.test" not in raw
    assert bcc_address.encode() not in raw
    read = stdlib.message_from_bytes(raw, policy=policy.default)
    assert read["Subject"] == "Our offer"
    assert [part.get_content() for part in read.iter_attachments()] == [b"%PDF-1.7 offer"]


@pytest.mark.parametrize("name", ["email_headers", "email_message"])
def test_of_a_forward_only_who_sent_it_and_administrators_see_more_than_what_was_logged(
    account, signed_in, alice, bob, deliver, forwarding_address, at, name
):
    wrapper = mail("Bob Berry <bob@acme.test>", forwarding_address, "Fwd: Our offer", "Careful with these people!")
    wrapper.add_attachment(mail("maya@customer.test", "bob@acme.test"))
    (inbound,) = deliver(wrapper, to=forwarding_address, mail_from="bob@acme.test")
    dora = signed_in(user(account, "dora@acme.test")).get(at(name, inbound.email_id))
    assert dora.status_code == 404
    assert "holds more than what was logged" in dora.content.decode()
    for person in (alice, bob):
        assert signed_in(person).get(at(name, inbound.email_id)).status_code == 200


@pytest.mark.parametrize("name", ["email_headers", "email_message"])
def test_what_is_no_longer_kept_says_so(signed_in, bob, blind, at, name):
    InboundMessage.objects.update(blob="")
    answer = signed_in(bob).get(at(name, blind.pk))
    assert answer.status_code == 404
    assert "no longer kept" in answer.content.decode()
    assert at("email_message", blind.pk) not in signed_in(bob).get(at("email", blind.pk)).content.decode()


@pytest.mark.parametrize("name", ["email_headers", "email_message"])
def test_a_private_mail_stays_private(account, signed_in, bob, alice, charlie, blind, at, name):
    TimelineEntry.objects.update(private_to=alice)
    assert signed_in(bob).get(at(name, blind.pk)).status_code == 404
    assert signed_in(charlie).get(at(name, blind.pk)).status_code == 404
    assert signed_in(alice).get(at(name, blind.pk)).status_code == 200


@pytest.mark.parametrize("name", ["email_headers", "email_message"])
def test_a_forward_with_another_mail_that_was_private_is_for_its_sender_alone(
    account, alice, signed_in, at, deliver, forwarding_address, name
):
    wrapper = mail(to=forwarding_address, subject="Several", text="")
    for sender in ("maya@customer.test", "nils@new.test"):
        wrapper.add_attachment(mail(sender=sender, to="alice@acme.test", subject=sender))
    deliver(wrapper, to=forwarding_address)
    hidden = LoggedEmail.objects.get(subject="nils@new.test")
    TimelineEntry.objects.filter(pk=hidden.entry_id).update(private_to=alice)
    removing.remove(hidden, alice, with_leftovers=False)
    left = LoggedEmail.objects.get()
    dora = signed_in(user(account, "dora@acme.test", role="admin"))
    assert dora.get(at(name, left.pk)).status_code == 404
    assert signed_in(alice).get(at(name, left.pk)).status_code == 200


def test_a_header_beyond_all_measure_is_cut_on_the_page_and_no_file_for_colleagues(signed_in, alice, bob, log, at):
    long = b"\nX-Long: " + b"x" * bounds.HEADER_BLOCK + b"\n\n"
    email = log(mail().as_bytes().replace(b"\n\n", long, 1))
    assert signed_in(bob).get(at("email_message", email.pk)).status_code == 404
    assert len(headers(signed_in(alice), at, email)) < 40_000


def test_the_page_of_the_mail_and_the_menu_of_its_entry_lead_there(signed_in, bob, maya, blind, at):
    client = signed_in(bob)
    for page in (at("email", blind.pk), at("contact", maya.pk)):
        shown = client.get(page).content.decode()
        assert at("email_headers", blind.pk) in shown
        assert at("email_message", blind.pk) in shown


def test_a_forward_that_came_to_the_bcc_address_and_was_logged_as_one_is_as_closed_to_colleagues(
    signed_in, alice, bob, bcc_address, deliver, drain, at
):
    (inbound,) = deliver(forward("gmail", "both", to="x@in.blindcopy.test"), to=bcc_address)
    signed_in(alice).post(at("delivery_log", inbound.pk), {"how": "forwarded"})
    drain()
    logged = LoggedEmail.objects.get().pk
    assert signed_in(bob).get(at("email_message", logged)).status_code == 404
    assert signed_in(alice).get(at("email_message", logged)).status_code == 200
