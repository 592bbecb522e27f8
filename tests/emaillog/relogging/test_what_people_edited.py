"""Logged mail is read again: what people edited stays (R35)."""

from contacts.models import Contact
from emaillog import rearranging, removing
from emaillog.models import (
    InboundMessage,
    LoggedEmail,
    NeverLog,
    Status,
)
from emaillog.rejection import Reason
from tests.emaillog.relogging.standing import differences, dump, stands_on
from tests.factories import contact, mail


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


def test_a_rejected_mail_stays_rejected_unless_asked_for(account, alice, bcc_address, deliver, again):
    (inbound,) = deliver(mail(sender="x@nowhere.test"), to=bcc_address)
    inbound.reject({"rejected_by": alice.pk})
    again()
    assert InboundMessage.objects.get().reason == Reason.REJECTED
    again("--reason", "rejected")
    assert InboundMessage.objects.get().reason == Reason.UNKNOWN_SENDER
