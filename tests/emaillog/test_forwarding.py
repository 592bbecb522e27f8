"""The forwarding path (R23 to R32): the original stands on the timeline of who wrote it, or the reason says why not."""

import pytest

from contacts.models import ContactEmail
from emaillog.models import Direction, LoggedEmail, Status
from emaillog.rejection import Reason
from tests.emaillog.forwards import CLIENTS, forward
from tests.factories import contact, mail

FORMS = [(client, form) for client in CLIENTS for form in ("text", "html", "both")]


@pytest.mark.parametrize(("client", "form"), FORMS)
def test_forwarded_reply_stands_on_its_writers_timeline(account, alice, forwarding_address, deliver, client, form):
    (inbound,) = deliver(forward(client, form), to=forwarding_address)
    assert inbound.status == Status.LOGGED, inbound.reason
    email = inbound.email
    assert email.direction == Direction.INCOMING
    assert email.logged_by == alice
    assert email.sender == {"name": "Maya Chen", "address": "maya@customer.test"}
    assert [person["address"] for person in email.to] == ["alice@acme.test"]
    assert [person["address"] for person in email.cc] == ["tom@customer.test"]
    assert email.subject == "Re: Our offer"
    assert f"{email.occurred_at:%Y-%m-%d %M}" == "2026-11-23 14"
    assert "we accept" in email.text
    assert "For the file" not in email.text
    assert "Forwarded message" not in email.text
    assert email.note.strip() == "For the file."
    assert [(file.name, file.kept) for file in email.attachments.all()] == [("signed.pdf", True)]
    if form != "text":
        assert "<b>accept</b>" in email.html
        assert "For the file" not in email.html
        assert not email.html.startswith("<br")


def test_original_sender_becomes_a_contact_but_cc_does_not(account, alice, forwarding_address, deliver):
    deliver(forward("gmail", "both"), to=forwarding_address)
    assert list(ContactEmail.objects.values_list("address", flat=True)) == ["maya@customer.test"]


def test_known_people_on_cc_of_the_reply_get_the_mail(account, alice, forwarding_address, deliver):
    tom = contact(account, "tom@customer.test")
    deliver(forward("gmail", "both"), to=forwarding_address)
    assert tom.timeline_links.filter(account=account).count() == 1


def test_forward_as_attachment_is_logged_with_its_own_files(account, alice, forwarding_address, deliver):
    original = mail(sender="Maya <maya@customer.test>", to="alice@acme.test", attachments=(("a.bin", b"\0\1"),))
    wrapper = mail(to=forwarding_address, subject="Fwd", text="See attached.")
    wrapper.add_attachment(original)
    (inbound,) = deliver(wrapper, to=forwarding_address)
    assert inbound.email.message_id == original["Message-ID"]
    assert inbound.email.sender["address"] == "maya@customer.test"
    assert [(file.name, file.size) for file in inbound.email.attachments.all()] == [("a.bin", 2)]


def test_two_attached_mails_are_two_entries(account, alice, forwarding_address, deliver):
    wrapper = mail(to=forwarding_address, subject="Two", text="")
    for sender in ("maya@customer.test", "tom@other.test"):
        wrapper.add_attachment(mail(sender=sender, to="alice@acme.test", subject=f"From {sender}"))
    (inbound,) = deliver(wrapper, to=forwarding_address)
    assert inbound.status == Status.LOGGED
    assert {email.sender["address"] for email in LoggedEmail.objects.all()} == {"maya@customer.test", "tom@other.test"}


def test_mail_without_a_forwarded_header_is_not_logged(account, alice, forwarding_address, deliver):
    (inbound,) = deliver(mail(to=forwarding_address, text="Maya said yes!"), to=forwarding_address)
    assert (inbound.status, inbound.reason) == (Status.NOT_LOGGED, Reason.NO_FORWARDED_HEADER)


def test_reply_thread_is_not_logged_and_says_why(account, alice, forwarding_address, deliver):
    text = (
        "---------- Forwarded message ---------\nFrom: Alice Admin <alice@acme.test>\n"
        "Date: Mon, Nov 23, 2026 at 9:20 AM\nSubject: Re: Our offer\nTo: Maya Chen <maya@customer.test>\n\n\n"
        "Thank you!\n\nOn Mon, Nov 23, 2026 at 9:14 AM Maya Chen <maya@customer.test> wrote:\n\n> we accept.\n"
    )
    (inbound,) = deliver(mail(to=forwarding_address, subject="Fwd: Our offer", text=text), to=forwarding_address)
    assert (inbound.status, inbound.reason) == (Status.NOT_LOGGED, Reason.REPLY_THREAD)


def test_own_sent_mail_forwarded_is_logged_on_its_recipients(account, alice, forwarding_address, deliver):
    text = (
        "---------- Forwarded message ---------\nFrom: Alice Admin <alice@acme.test>\n"
        "Date: Mon, Nov 23, 2026 at 9:20 AM\nSubject: Our offer\nTo: Maya Chen <maya@customer.test>\n\n\nDear Maya,\n"
    )
    (inbound,) = deliver(mail(to=forwarding_address, subject="Fwd: Our offer", text=text), to=forwarding_address)
    assert inbound.email.direction == Direction.OUTGOING
    assert ContactEmail.objects.get().address == "maya@customer.test"


def test_mail_meant_for_the_other_address_names_it(account, alice, bcc_address, forwarding_address, deliver):
    (by_bcc,) = deliver(forward("gmail", "both", to=bcc_address), to=bcc_address)
    (by_forward,) = deliver(mail(to="maya@customer.test"), to=forwarding_address)
    assert by_bcc.reason == Reason.USE_FORWARDING_ADDRESS
    assert by_forward.reason == Reason.USE_BCC_ADDRESS


def test_forwarding_the_same_reply_twice_is_one_entry(account, alice, bob, forwarding_address, deliver):
    original = mail(sender="maya@customer.test", to="alice@acme.test, bob@acme.test")
    for sender in ("alice@acme.test", "bob@acme.test"):
        wrapper = mail(sender=sender, to=forwarding_address, subject="Fwd", text="")
        wrapper.add_attachment(original)
        (inbound,) = deliver(wrapper, to=forwarding_address)
    assert inbound.status == Status.DUPLICATE
    assert [also.user for also in LoggedEmail.objects.get().also_logged.all()] == [bob]


def redirected(**fields):
    message = mail(**{"sender": "Maya Chen <maya@customer.test>", "to": "alice@acme.test", **fields})
    message["Resent-From"] = "Alice <alice@acme.test>"
    message["Resent-To"] = "log@in.blindcopy.test"
    message["Resent-Date"] = "Mon, 23 Nov 2026 11:00:00 +0100"
    return message


def test_redirected_mail_is_logged_for_its_author_by_the_user_who_redirected_it(
    account, alice, forwarding_address, deliver
):
    (inbound,) = deliver(redirected(subject="Re: Our offer"), to=forwarding_address)
    assert (inbound.status, inbound.logger) == (Status.LOGGED, alice)
    assert inbound.email.sender == {"name": "Maya Chen", "address": "maya@customer.test"}
    assert (inbound.email.direction, inbound.email.subject) == (Direction.INCOMING, "Re: Our offer")
    assert list(ContactEmail.objects.values_list("address", flat=True)) == ["maya@customer.test"]


def test_redirect_of_ones_own_sent_mail_is_that_mail(account, alice, forwarding_address, deliver):
    message = redirected(sender="alice@acme.test", to="maya@customer.test")
    (inbound,) = deliver(message, to=forwarding_address)
    assert (inbound.status, inbound.email.direction) == (Status.LOGGED, Direction.OUTGOING)


def test_redirect_to_the_bcc_address_is_told_the_other_one(account, alice, bcc_address, deliver):
    (inbound,) = deliver(redirected(), to=bcc_address)
    assert (inbound.status, inbound.reason) == (Status.NOT_LOGGED, Reason.USE_FORWARDING_ADDRESS)


def test_mail_that_a_stranger_redirected_is_not_logged(account, alice, forwarding_address, deliver):
    message = redirected()
    message.replace_header("Resent-From", "mallory@evil.test")
    (inbound,) = deliver(message, to=forwarding_address)
    assert (inbound.status, inbound.reason) == (Status.NOT_LOGGED, Reason.UNKNOWN_SENDER)
