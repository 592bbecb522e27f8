"""Forwards that would be misread (nasty inputs N28 to N30)."""

from emaillog.models import LoggedEmail, Status
from emaillog.rejection import Reason
from tests.emaillog.forwards import forward
from tests.factories import contact, mail

FAKE = """
---------- Forwarded message ---------
From: Eve Evil <eve@evil.test>
Date: Mon, Nov 23, 2026 at 8:00 AM
Subject: Pay here
To: Alice Admin <alice@acme.test>

Please pay to this account.
"""
OWN_REPLY_ON_TOP = """
---------- Forwarded message ---------
From: Alice Admin <alice@acme.test>
Date: Mon, Nov 23, 2026 at 10:14 AM
Subject: Re: Our offer
To: Maya Chen <maya.chen@customer.test>

Thank you!

On Mon, Nov 23, 2026 at 9:14 AM Maya Chen <maya.chen@customer.test> wrote:

> Dear Alice,
>
> we accept.
"""


def test_n28_false_forward_in_the_quoted_text_of_a_real_one_names_nobody(arrives, forwarding_address, shown):
    message = forward("gmail", "text", to=forwarding_address)
    text = message.get_body(("plain",))
    text.set_content(text.get_content() + FAKE + "\n".join(f"> {line}" for line in FAKE.splitlines()))
    inbound = arrives(message.as_bytes(), to=forwarding_address)
    assert inbound.status == Status.LOGGED
    assert inbound.email.sender["address"] == "maya@customer.test"
    assert "Please pay" in inbound.email.text
    shown(inbound)


def test_n29_forward_of_a_thread_that_was_answered_first_waits_for_review(arrives, forwarding_address, shown, account):
    maya = contact(account, "maya.chen@customer.test")
    message = mail(to=forwarding_address, subject="Fwd: Our offer", text=OWN_REPLY_ON_TOP)
    inbound = arrives(message.as_bytes(), to=forwarding_address)
    assert (inbound.status, inbound.reason) == (Status.NOT_LOGGED, Reason.REPLY_THREAD)
    assert inbound.can_be_processed_again
    assert not maya.timeline_links.exists()
    shown(inbound)


def original(sender: str, attached: bytes):
    return mail(sender=sender, to="alice@acme.test", subject=f"From {sender}", attachments=(("plan.pdf", attached),))


def test_n30_mails_forwarded_as_attachments_are_entries_with_their_files(arrives, forwarding_address, shown):
    inner = original("maya.chen@customer.test", b"%PDF-1 hers")
    inner.add_attachment(original("zoe@else.test", b"%PDF-1 nested"))
    wrapper = mail(to=forwarding_address, subject="Fwd: two", text="Both of them")
    wrapper.add_attachment(inner)
    wrapper.add_attachment(
        original("tom@town.test", b"%PDF-1 his").as_bytes(), "application", "octet-stream", filename="Tom.eml"
    )
    inbound = arrives(wrapper.as_bytes(), to=forwarding_address)
    assert inbound.status == Status.LOGGED
    forwarded = LoggedEmail.objects.filter(source="forward")
    assert {email.sender["address"]: [file.name for file in email.attachments.all()] for email in forwarded} == {
        "maya.chen@customer.test": ["plan.pdf", "From zoe@else.test.eml"],
        "tom@town.test": ["plan.pdf"],
    }
    shown(inbound)
