"""Logged mail is read again: twice is as once, a new rule changes exactly what it says, edits by people stay (R35)."""

from dataclasses import replace

import pytest
from django.core import serializers
from django.core.management import call_command
from django.test import TestCase
from django.utils import timezone

from contacts.models import Company, CompanyDomain, Contact, ContactEmail, Deal, TimelineEntry, TimelineLink
from emaillog import blobs, processing, reading, rearranging, removing
from emaillog.models import (
    AlsoLogged,
    AssociationChange,
    Attachment,
    AwaitedContact,
    InboundMessage,
    LoggedEmail,
    LoggingRules,
    NeverLog,
    Status,
)
from emaillog.rejection import Reason
from tests.emaillog.forwards import CLIENTS, forward
from tests.factories import company, contact, deal, mail

STANDING = (
    *(Contact, ContactEmail, Company, CompanyDomain, Deal, TimelineEntry, TimelineLink),
    *(LoggedEmail, Attachment, AwaitedContact, AlsoLogged, AssociationChange),
)
OF_THE_ATTEMPT = ("attempts", "retry_at", "settled_at")


def dump() -> dict[str, list]:
    """Everything that mail made, and every message with its outcome."""
    rows = {model.__name__: serializers.serialize("python", model.objects.order_by("pk")) for model in STANDING}
    messages = serializers.serialize("python", InboundMessage.objects.order_by("pk"))
    for row in messages:
        for name in OF_THE_ATTEMPT:
            row["fields"].pop(name)
    return rows | {"InboundMessage": messages}


def differences(before: dict[str, list], after: dict[str, list]) -> set[str]:
    return {name for name, rows in before.items() if rows != after[name]}


@pytest.fixture
def again(drain):
    def processed(*options: str) -> None:
        call_command("reprocess_mail", "--logged", *options)
        drain()

    return processed


@pytest.fixture
def rules(account) -> LoggingRules:
    return LoggingRules.objects.create(account=account)


@pytest.fixture
def maya(account):
    person = contact(account, "maya@customer.test", company=company(account, "Customer Ltd", ("customer.test",)))
    for number in range(7):
        deal(account, f"Deal {number}", (person,))
    return person


@pytest.fixture
def logged(account, alice, maya, bcc_address, deliver) -> LoggedEmail:
    """To Maya, with her company and five deals, and to Tom, who is new."""
    (inbound,) = deliver(
        mail(to="maya@customer.test, Tom Ford <tom@far.test>", attachments=(("a.pdf", b"%PDF-1.7"),)), to=bcc_address
    )
    return inbound.email


def stands_on(email: LoggedEmail) -> set[str]:
    links = TimelineLink.objects.filter(entry=email.entry).select_related("contact", "company", "deal")
    return {str(link.contact or link.company or link.deal) for link in links}


def deals_of(email: LoggedEmail) -> set[str]:
    return {name for name in stands_on(email) if name.startswith("Deal ")}


def crowd(numbers: range) -> str:
    return ", ".join(f"p{number}@town{number % 9}.test" for number in numbers)


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


@pytest.mark.parametrize(
    ("limit", "expected"), [(1, {6}), (0, set()), (None, {0, 1, 2, 3, 4, 5, 6}), (6, {1, 2, 3, 4, 5, 6})]
)
def test_a_changed_number_of_deals_changes_the_deals_alone(account, alice, rules, logged, again, limit, expected):
    before, stood_on = dump(), stands_on(logged)
    assert deals_of(logged) == {f"Deal {number}" for number in (2, 3, 4, 5, 6)}
    rules.deals_to_link = limit
    rules.save()
    again()
    assert deals_of(logged) == {f"Deal {number}" for number in expected}
    assert stands_on(logged) - deals_of(logged) == {name for name in stood_on if not name.startswith("Deal ")}
    assert differences(before, dump()) == {"TimelineLink", "LoggedEmail"}
    after = dump()
    again()
    assert differences(after, dump()) == set()


def test_a_deal_that_was_opened_later_is_not_linked_by_a_higher_number(account, alice, rules, maya, logged, again):
    deal(account, "Deal new", (maya,))
    Deal.objects.filter(name="Deal 1").update(closed_at=timezone.now(), stage="lost")
    rules.deals_to_link = None
    rules.save()
    again()
    assert deals_of(logged) == {f"Deal {number}" for number in range(7)}


def test_a_never_log_entry_takes_that_person_alone_off_the_mail(account, alice, logged, again):
    before, stood_on = dump(), stands_on(logged)
    NeverLog.objects.create(account=account, pattern="far.test")
    again()
    assert stood_on - stands_on(logged) == {"Tom Ford", "FAR"}
    assert differences(before, dump()) == {"TimelineLink", "LoggedEmail"}
    assert Contact.objects.filter(last_name="Ford").exists(), "contacts are people's to delete"


def test_a_never_log_entry_taken_back_brings_the_mail_back_to_its_contact(account, alice, logged, again):
    stood_on = stands_on(logged)
    entry = NeverLog.objects.create(account=account, pattern="far.test")
    again()
    entry.delete()
    again()
    assert stands_on(logged) == stood_on


def test_a_mail_of_whom_everybody_is_never_logged_leaves_nothing_behind(account, alice, bcc_address, deliver, again):
    (inbound,) = deliver(mail(attachments=(("a.pdf", b"%PDF-1.7"),)), to=bcc_address)
    raw, file = inbound.blob, Attachment.objects.get().blob
    NeverLog.objects.create(account=account, pattern="customer.test")
    with_callbacks(again)
    inbound.refresh_from_db()
    assert (inbound.status, inbound.reason, inbound.email, inbound.logged_as) == (
        Status.NOT_LOGGED,
        Reason.NEVER_LOGGED,
        None,
        {},
    )
    assert (LoggedEmail.objects.count(), TimelineEntry.objects.count()) == (0, 0)
    assert (inbound.subject, inbound.blob) == ("", "")
    for name in (raw, file):
        with pytest.raises(FileNotFoundError):
            blobs.read(name)


def with_callbacks(work):
    with TestCase.captureOnCommitCallbacks(execute=True):
        work()


def test_an_internal_domain_takes_its_people_off(account, alice, rules, logged, bcc_address, deliver, again):
    (alone,) = deliver(mail(to="tom@far.test", subject="Tom alone"), to=bcc_address)
    rules.internal_domains = ["far.test"]
    rules.save()
    again()
    assert "Tom Ford" not in stands_on(logged)
    alone.refresh_from_db()
    assert (alone.status, alone.reason) == (Status.NOT_LOGGED, Reason.NO_RECIPIENTS)
    rules.internal_domains = []
    rules.save()
    again()
    alone.refresh_from_db()
    assert alone.status == Status.LOGGED
    assert "Tom Ford" in stands_on(alone.email)


def test_room_for_more_contacts_makes_those_who_waited(account, alice, rules, bcc_address, deliver, again):
    rules.new_contacts_a_mail = 2
    rules.save()
    (inbound,) = deliver(mail(to=crowd(range(5))), to=bcc_address)
    assert (Contact.objects.count(), AwaitedContact.objects.count()) == (2, 3)
    rules.new_contacts_a_mail = 4
    rules.save()
    again()
    again()
    assert (Contact.objects.count(), AwaitedContact.objects.count()) == (4, 1)
    assert TimelineLink.objects.filter(entry=inbound.email.entry, contact__isnull=False).count() == 4


def test_a_higher_limit_keeps_the_file_and_a_lower_one_throws_none_away(
    account, alice, rules, bcc_address, deliver, again
):
    rules.attachment_limit = 3
    rules.save()
    deliver(mail(attachments=(("a.pdf", b"12345"),)), to=bcc_address)
    file = Attachment.objects.get()
    assert not file.kept
    for limit in (10, 3):
        rules.attachment_limit = limit
        rules.save()
        again()
        again_there = Attachment.objects.get()
        assert (again_there.pk, again_there.kept, again_there.reason) == (file.pk, True, "")
        assert blobs.read(again_there.blob) == b"12345"
        assert TimelineEntry.objects.get().data["attachments"][0]["kept"]


def test_what_was_added_and_taken_away_by_hand_stays_so(account, alice, logged, maya, again):
    other = contact(account, "zoe@other.test")
    rearranging.add(logged, other, alice)
    rearranging.take_away(logged, maya, alice)
    before = dump()
    again()
    assert differences(before, dump()) == set()
    assert "zoe@other.test" in stands_on(logged)


def test_a_mail_kept_by_hand_stays_there_when_the_rules_find_nobody(account, alice, bcc_address, deliver, again):
    (inbound,) = deliver(mail(), to=bcc_address)
    rearranging.add(inbound.email, contact(account, "zoe@other.test"), alice)
    NeverLog.objects.create(account=account, pattern="customer.test")
    again()
    again()
    inbound.refresh_from_db()
    assert inbound.status == Status.LOGGED
    assert stands_on(inbound.email) == {"zoe@other.test"}


def test_a_deleted_contact_does_not_come_back(account, alice, logged, again):
    Contact.objects.filter(last_name="Ford").delete()
    again()
    again()
    assert not Contact.objects.filter(last_name="Ford").exists()
    assert {"because": "gone", "address": "tom@far.test", "rule": "left_out"} in LoggedEmail.objects.get().why


def test_what_people_wrote_about_a_contact_stays(account, alice, logged, again):
    Contact.objects.filter(last_name="Ford").update(first_name="Thomas", title="Buyer", company=None)
    before = dump()
    again()
    assert differences(before, dump()) == set()


def test_a_removed_mail_does_not_come_back(account, alice, logged, again):
    removing.remove(logged, alice, with_leftovers=False)
    again()
    again()
    assert not LoggedEmail.objects.exists()
    assert InboundMessage.objects.get().reason == Reason.REMOVED


def test_of_a_forward_with_several_mails_only_the_one_that_is_never_logged_goes(
    account, alice, forwarding_address, deliver, again
):
    wrapper = mail(to=forwarding_address, subject="Several", text="")
    for name in ("maya@customer.test", "nils@new.test", "zoe@other.test"):
        wrapper.add_attachment(mail(sender=name, to="alice@acme.test", subject=name))
    (inbound,) = deliver(wrapper, to=forwarding_address)
    assert LoggedEmail.objects.count() == 3
    entry = NeverLog.objects.create(account=account, pattern="maya@customer.test")
    again()
    inbound.refresh_from_db()
    assert set(LoggedEmail.objects.values_list("subject", flat=True)) == {"nils@new.test", "zoe@other.test"}
    assert (inbound.status, inbound.email.subject) == (Status.LOGGED, "nils@new.test")
    entry.delete()
    again()
    again()
    assert LoggedEmail.objects.count() == 3


def test_a_copy_by_somebody_else_is_judged_anew_when_the_first_goes(
    account, alice, bob, bcc_address, deliver, again, drain
):
    message = mail()
    (first,) = deliver(message, to=bcc_address)
    message.replace_header("From", "bob@acme.test")
    (second,) = deliver(mail(sender="bob@acme.test", to="zoe@other.test"), to=bcc_address)
    InboundMessage.objects.filter(pk=second.pk).update(status=Status.DUPLICATE, email=first.email, logged_as={})
    LoggedEmail.objects.filter(pk=second.email_id).delete()
    TimelineEntry.objects.filter(email=None).delete()
    NeverLog.objects.create(account=account, user=alice, pattern="customer.test")
    again()
    drain()
    second.refresh_from_db()
    assert second.status == Status.LOGGED
    assert LoggedEmail.objects.get() == second.email


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


def test_a_rejected_mail_stays_rejected_unless_asked_for(account, alice, bcc_address, deliver, again):
    (inbound,) = deliver(mail(sender="x@nowhere.test"), to=bcc_address)
    inbound.reject({"rejected_by": alice.pk})
    again()
    assert InboundMessage.objects.get().reason == Reason.REJECTED
    again("--reason", "rejected")
    assert InboundMessage.objects.get().reason == Reason.UNKNOWN_SENDER
