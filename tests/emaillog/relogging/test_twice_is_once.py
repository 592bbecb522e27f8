"""Logged mail is read again: twice is as once, and nothing moves without a new rule (R35)."""

from dataclasses import replace

from django.utils import timezone

from contacts.models import Deal, TimelineEntry
from emaillog import blobs, processing, reading
from emaillog.models import (
    AlsoLogged,
    AwaitedContact,
    InboundMessage,
    LoggedEmail,
    Status,
)
from tests.emaillog.forwards import CLIENTS, forward
from tests.emaillog.relogging.standing import crowd, differences, dump
from tests.factories import company, contact, deal, mail


def many_mails(deliver, bcc_address, forwarding_address, account):
    """A hundred of every kind: sent, forwarded, copies, answers, several in one, refused, to known and new people."""
    for number in range(40):
        sender = "alice@acme.test" if number % 3 else "bob@acme.test"
        to, cc = crowd(range(number, number + 3)), "known3@far.test" if number % 4 else ""
        message = mail(sender=sender, to=to, cc=cc, subject=f"Offer {number}", attachments=(("a.bin", b"a" * number),))
        deliver(message, to=bcc_address)
        if number % 5 == 0:
            copy = mail(sender="bob@acme.test", to=forwarding_address, subject="Fwd", text="")
            copy.add_attachment(message)
            deliver(copy, to=forwarding_address)
    for number in range(20):
        client = [*CLIENTS][number % 3]
        message = forward(client, ["text", "html", "both"][number % 3], note=f"Note {number}")
        deliver(message.as_bytes().replace(b"we accept", f"we accept {number}".encode()), to=forwarding_address)
    for number in range(10):
        wrapper = mail(to=forwarding_address, subject=f"Several {number}", text="")
        for part in range(3):
            wrapper.add_attachment(mail(sender=f"q{number + part}@city.test", to="alice@acme.test", cc="new@cc.test"))
        deliver(wrapper, to=forwarding_address)
    for number in range(10):
        deliver(mail(to=crowd(range(60)), subject=f"Town {number}"), to=bcc_address)
        deliver(mail(to="new@cc.test", subject=f"Re: Offer {number}", In_Reply_To=f"<{number}@x.test>"), to=bcc_address)
        deliver(mail(sender=f"s{number}@nowhere.test"), to=bcc_address)


def test_processing_a_hundred_mails_twice_changes_nothing(
    account, alice, bob, maya, rules, bcc_address, forwarding_address, deliver, again
):
    contact(account, "known3@far.test", company=company(account, "Far", ("far.test",)))
    rules.new_contacts_a_mail = 5
    rules.save()
    many_mails(deliver, bcc_address, forwarding_address, account)
    assert InboundMessage.objects.count() >= 100
    assert AwaitedContact.objects.filter(because="limit").exists()
    assert AlsoLogged.objects.exists()
    before = dump()
    for _time in range(2):
        start = timezone.now()
        again()
        assert not InboundMessage.objects.filter(settled_at__lt=start).exclude(status=Status.DUPLICATE).exists()
        assert differences(before, dump()) == set()


def test_time_and_people_move_nothing_by_themselves(account, alice, logged, maya, again):
    """A deal won, a new deal, a new company, a contact who changed their address: no rule has changed."""
    Deal.objects.filter(name="Deal 6").update(closed_at=timezone.now(), stage="won")
    deal(account, "Deal new", (maya,))
    maya.company = company(account, "Elsewhere")
    maya.save()
    maya.replace_addresses(["maya@private.test"])
    before = dump()
    again()
    assert differences(before, dump()) == set()


def test_a_better_reader_changes_what_is_shown_and_makes_no_second_mail(account, alice, logged, again, monkeypatch):
    read = reading.read
    monkeypatch.setattr(
        reading, "read", lambda *args: replace(read(*args), subject="Better", digest="d" * 64, message_id="<n@x.test>")
    )
    again()
    again()
    email = LoggedEmail.objects.get()
    assert (email.pk, email.subject, email.content_key) == (logged.pk, "Better", "d" * 64)
    assert TimelineEntry.objects.get().data["subject"] == "Better"


def test_a_mail_that_cannot_be_read_again_stays_as_it_is(account, alice, logged, again):
    before = dump()
    inbound = InboundMessage.objects.get()
    blobs.delete(inbound.blob)
    again()
    InboundMessage.objects.update(attempts=17, retry_at=timezone.now())
    processing.process(inbound.pk)
    assert differences(before, dump()) == set()
