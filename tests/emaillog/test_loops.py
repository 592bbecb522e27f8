"""Nothing goes round in circles, and what no person wrote makes nobody a contact (R38)."""

import pytest
from django.core import mail as outgoing

from contacts.models import Contact, TimelineEntry
from crm.models import Membership
from emaillog.models import LoggingAddress, Status
from emaillog.rejection import Reason
from tests.factories import contact, mail
from tests.hostile.test_senders import OUR_NOTICE

HOP = b"Received: from one by other; Mon, 23 Nov 2026 10:00:00 +0000\r\n"


@pytest.mark.parametrize("sender", [b"mailer-daemon@in.blindcopy.test", b"no-reply@in.blindcopy.test"])
def test_r38_our_own_notice_that_comes_back_is_ended(account, alice, by_smtp, sender):
    notice = OUR_NOTICE.replace(b"mailer-daemon@in.blindcopy.test", sender, 1)
    inbound = by_smtp(notice, "")
    assert (inbound.status, inbound.reason, inbound.in_review) == (Status.NOT_LOGGED, Reason.MAIL_LOOP, False)
    assert not outgoing.outbox


def test_r38_our_own_mail_is_known_by_its_sender_where_that_is_of_another_domain(account, alice, by_smtp, settings):
    settings.DEFAULT_FROM_EMAIL = "Acme CRM <crm@acme.test>"
    assert by_smtp(mail(sender="crm@acme.test").as_bytes()).reason == Reason.MAIL_LOOP


def test_r38_a_user_whose_address_sends_our_mail_still_logs(account, alice, by_smtp, settings):
    settings.DEFAULT_FROM_EMAIL = "Alice <alice@acme.test>"
    assert by_smtp(mail().as_bytes()).reason == Reason.LOGGED


@pytest.mark.parametrize("sender", ["alice@acme.test", "eve@evil.test", "maya@customer.test"])
def test_r38_a_mail_of_more_than_fifty_hops_is_ended_whoever_sent_it(account, alice, by_smtp, sender):
    contact(account, "maya@customer.test")
    raw = mail(sender=sender, to="tom@customer.test").as_bytes()
    assert by_smtp(HOP * 50 + raw).reason != Reason.MAIL_LOOP
    inbound = by_smtp(HOP * 51 + raw)
    assert (inbound.reason, inbound.in_review) == (Reason.MAIL_LOOP, False)
    assert Contact.objects.filter(emails__address="tom@customer.test").count() == (sender == "alice@acme.test")


def test_r38_two_installations_that_copy_each_other_end_with_an_entry_each(
    account, other_account, alice, bcc_address, by_smtp
):
    """Each sends what it gets on to the other one's address, with one more field on top."""
    Membership.objects.create(account=other_account, user=alice)
    addresses = (bcc_address, LoggingAddress.objects.pair(other_account)[0].address)
    outcomes, raw = [], mail(sender="alice@acme.test", cc=", ".join(addresses)).as_bytes().replace(b"\n", b"\r\n")
    for hop in range(60):
        outcomes.append(by_smtp(raw, to=addresses[hop % 2]).reason)
        if outcomes[-1] == Reason.MAIL_LOOP:
            break
        raw = HOP + raw
    assert outcomes[-1] == Reason.MAIL_LOOP
    assert len(outcomes) == 52
    assert sorted(TimelineEntry.objects.values_list("account", flat=True)) == [account.pk, other_account.pk]
    assert not outgoing.outbox


@pytest.mark.parametrize("field", ["Auto-Submitted: auto-generated", "Precedence: bulk", "List-Id: <news.acme.test>"])
def test_r38_automatic_mail_on_bcc_is_logged_for_those_who_are_known_and_makes_nobody_a_contact(
    account, alice, by_smtp, field
):
    maya = contact(account, "maya@customer.test")
    raw = mail(to="maya@customer.test, tom@customer.test").as_bytes()
    inbound = by_smtp(field.encode() + b"\r\n" + raw)
    assert inbound.reason == Reason.LOGGED
    assert list(Contact.objects.all()) == [maya]
    assert maya.timeline_links.count() == 1
    assert [one.address for one in inbound.email.awaited.all()] == ["tom@customer.test"]


def test_r38_a_person_may_log_what_went_round(account, alice, by_smtp, drain):
    inbound = by_smtp(HOP * 51 + mail().as_bytes())
    inbound.decision = {"user": alice.pk, "trusts_sender": True}
    inbound.save()
    inbound.process_again()
    drain()
    inbound.refresh_from_db()
    assert inbound.reason == Reason.LOGGED
