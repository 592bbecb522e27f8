"""Logged mail is read again: a changed rule changes exactly what it says (R35)."""

import pytest
from django.test import TestCase
from django.utils import timezone

from contacts.models import Contact, Deal, TimelineEntry, TimelineLink
from emaillog import blobs
from emaillog.models import (
    Attachment,
    AwaitedContact,
    InboundMessage,
    LoggedEmail,
    NeverLog,
    Status,
)
from emaillog.rejection import Reason
from tests.emaillog.relogging.standing import crowd, deals_of, differences, dump, stands_on
from tests.factories import deal, mail


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
    with TestCase.captureOnCommitCallbacks(execute=True):
        again()
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


def test_a_private_mail_that_a_rule_takes_away_and_brings_back_stays_private(
    account, alice, rules, bcc_address, deliver, again
):
    (inbound,) = deliver(mail(to="tom@far.test"), to=bcc_address)
    TimelineEntry.objects.update(private_to=alice)
    for domains in (["far.test"], []):
        rules.internal_domains = domains
        rules.save()
        again()
        assert InboundMessage.objects.get(pk=inbound.pk).decision["was_private"]
    assert TimelineEntry.objects.get().private_to == alice


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
