"""The BCC path (R1 to R7, R12, R14 to R17, R21, R35): a mail comes in, the timelines and the outcome are looked at."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.models import Contact, ContactEmail, TimelineLink
from emaillog import intake
from emaillog.models import Attachment, Direction, InboundMessage, LoggedEmail, LoggingRules, Status
from emaillog.rejection import Reason
from tests.factories import company, contact, deal, mail, user


def subjects_on_timeline(**record):
    links = TimelineLink.objects.filter(**record).select_related("entry").order_by("-occurred_at", "-id")
    return [link.entry.data["subject"] for link in links]


def test_bcc_of_a_known_user_lands_on_the_contacts_timeline(account, alice, bcc_address, deliver):
    maya = contact(account, "maya@customer.test", first_name="Maya")
    (inbound,) = deliver(mail(subject="Our offer"), to=bcc_address)
    assert (inbound.status, inbound.reason) == (Status.LOGGED, Reason.LOGGED)
    assert subjects_on_timeline(contact=maya) == ["Our offer"]
    assert inbound.email.logged_by == alice
    assert inbound.email.direction == Direction.OUTGOING


def test_everybody_in_to_and_cc_becomes_a_contact(account, alice, bcc_address, deliver):
    message = mail(to='"Chen, Maya" <maya@customer.test>, tom.ford@other.test', cc="=?utf-8?q?Zo=C3=AB?= <zoe@cc.test>")
    deliver(message, to=bcc_address)
    people = {email.address: email.contact for email in ContactEmail.objects.filter(account=account)}
    assert {address: person.name for address, person in people.items()} == {
        "maya@customer.test": "Maya Chen",
        "tom.ford@other.test": "Tom Ford",
        "zoe@cc.test": "Zoë",
    }
    assert {person.origin for person in people.values()} == {"email logging"}
    assert {person.origin_user for person in people.values()} == {alice}


def test_contact_is_found_by_any_address_in_any_case(account, alice, bcc_address, deliver):
    maya = contact(account, "maya@customer.test", "maya.chen@home.test", first_name="Maya")
    deliver(mail(to="Somebody <MAYA.Chen@Home.Test.>"), to=bcc_address)
    assert subjects_on_timeline(contact=maya) == ["Our offer"]
    assert Contact.objects.count() == 1


def test_mail_holds_the_whole_content(account, alice, bcc_address, deliver):
    message = mail(
        to="Maya <maya@customer.test>",
        cc="Tom <tom@customer.test>",
        html="<p>Dear <b>Maya</b></p>",
        attachments=(("offer.pdf", b"%PDF-1.4\0\r\n\n"), ("größe.txt", b"42")),
        Message_ID="<offer-1@acme.test>",
    )
    (inbound,) = deliver(message, to=bcc_address)
    email = inbound.email
    assert email.message_id == "<offer-1@acme.test>"
    assert email.sender == {"name": "Alice Admin", "address": "alice@acme.test"}
    assert email.to == [{"name": "Maya", "address": "maya@customer.test"}]
    assert email.cc == [{"name": "Tom", "address": "tom@customer.test"}]
    assert "here is our offer" in email.text
    assert "<b>Maya</b>" in email.html
    assert [(file.name, file.size, file.kept) for file in email.attachments.all()] == [
        ("offer.pdf", 12, True),
        ("größe.txt", 2, True),
    ]


def test_company_of_the_contact_gets_the_mail_too(account, alice, bcc_address, deliver):
    customer = company(account, domains=("customer.test",))
    contact(account, "maya@elsewhere.test", company=customer)
    deliver(mail(to="maya@elsewhere.test, new@customer.test"), to=bcc_address)
    assert subjects_on_timeline(company=customer) == ["Our offer"]
    assert ContactEmail.objects.get(address="new@customer.test").contact.company == customer


def test_exactly_the_five_most_recently_opened_open_deals_are_linked(account, alice, bcc_address, deliver):
    maya, now = contact(account, "maya@customer.test"), timezone.now()
    deals = [deal(account, f"Deal {age}", (maya,), opened_at=now - timedelta(days=age)) for age in range(7)]
    closed = [
        deal(account, f"Closed {stage}", (maya,), opened_at=now, stage=stage, closed_at=now)
        for stage in ("won", "lost")
    ]
    deliver(mail(), to=bcc_address)
    linked = set(TimelineLink.objects.exclude(deal=None).values_list("deal_id", flat=True))
    assert linked == {one.pk for one in deals[:5]}
    assert not linked & {one.pk for one in closed}


def test_deals_opened_at_the_same_time_are_taken_by_id(account, alice, bcc_address, deliver):
    maya, now = contact(account, "maya@customer.test"), timezone.now()
    deals = [deal(account, f"Deal {n}", (maya,), opened_at=now) for n in range(6)]
    deliver(mail(), to=bcc_address)
    linked = set(TimelineLink.objects.exclude(deal=None).values_list("deal_id", flat=True))
    assert linked == {one.pk for one in deals[1:]}


def test_deal_of_two_recipients_is_linked_once(account, alice, bcc_address, deliver):
    maya, tom = contact(account, "maya@customer.test"), contact(account, "tom@customer.test")
    shared = deal(account, "Shared", (maya, tom))
    deliver(mail(to="maya@customer.test, tom@customer.test"), to=bcc_address)
    assert subjects_on_timeline(deal=shared) == ["Our offer"]


@pytest.mark.parametrize(("limit", "expected"), [(0, 0), (1, 1), (None, 7)])
def test_number_of_deals_is_the_accounts_choice(account, alice, bcc_address, deliver, limit, expected):
    LoggingRules.objects.create(account=account, deals_to_link=limit)
    maya = contact(account, "maya@customer.test")
    for n in range(7):
        deal(account, f"Deal {n}", (maya,))
    deliver(mail(), to=bcc_address)
    assert TimelineLink.objects.exclude(deal=None).count() == expected


def test_bcc_header_in_our_copy_is_ignored(account, alice, bcc_address, deliver):
    hidden = contact(account, "hidden@customer.test")
    deliver(mail(Bcc=f"hidden@customer.test, stranger@else.test, {bcc_address}"), to=bcc_address)
    assert subjects_on_timeline(contact=hidden) == []
    assert not ContactEmail.objects.filter(address="stranger@else.test").exists()


def test_bcc_header_does_not_hide_who_is_in_to_as_well(account, alice, bcc_address, deliver):
    deliver(mail(to="maya@customer.test", Bcc="maya@customer.test"), to=bcc_address)
    assert ContactEmail.objects.filter(address="maya@customer.test").exists()


def test_colleagues_and_logging_addresses_are_no_contacts(account, alice, bob, bcc_address, deliver):
    shouted = bcc_address.upper()
    deliver(mail(to=f"maya@customer.test, BOB@acme.test, {shouted}", cc="alice@acme.test"), to=bcc_address)
    assert list(ContactEmail.objects.values_list("address", flat=True)) == ["maya@customer.test"]


def test_mail_to_colleagues_only_is_not_logged(account, alice, bob, bcc_address, deliver):
    (inbound,) = deliver(mail(to="bob@acme.test"), to=bcc_address)
    assert (inbound.status, inbound.reason) == (Status.NOT_LOGGED, Reason.NO_RECIPIENTS)
    assert inbound.logger == alice


def test_stranger_who_knows_the_address_logs_nothing(account, alice, bcc_address, deliver):
    (inbound,) = deliver(mail(sender="Eve <eve@evil.test>"), to=bcc_address, mail_from="alice@acme.test")
    assert (inbound.status, inbound.reason) == (Status.NOT_LOGGED, Reason.UNKNOWN_SENDER)
    assert not Contact.objects.exists()


def test_user_of_another_account_logs_nothing_here(account, alice, charlie, bcc_address, deliver):
    (inbound,) = deliver(mail(sender="charlie@globex.test"), to=bcc_address)
    assert inbound.reason == Reason.UNKNOWN_SENDER


def test_deactivated_user_logs_nothing(account, bcc_address, deliver):
    user(account, "alice@acme.test", is_active=False)
    (inbound,) = deliver(mail(), to=bcc_address)
    assert inbound.reason == Reason.USER_INACTIVE


def test_mail_that_failed_the_providers_check_of_its_sender_is_not_logged(account, alice, bcc_address, deliver, drain):
    (inbound,) = intake.keep_message(mail().as_bytes(), door="x", sender="", recipients=[bcc_address])
    InboundMessage.objects.filter(pk=inbound.pk).update(verdicts={"dmarc": "fail", "spf": "pass"})
    drain()
    inbound.refresh_from_db()
    assert (inbound.status, inbound.reason) == (Status.NOT_LOGGED, Reason.SENDER_NOT_VERIFIED)


def test_user_without_permission_logs_nothing(account, bcc_address, deliver):
    user(account, "alice@acme.test", may_log=False)
    (inbound,) = deliver(mail(), to=bcc_address)
    assert inbound.reason == Reason.LOGGING_NOT_PERMITTED


@pytest.mark.parametrize("sender", ["<<<>>>", "", "alice@acme.test, bob@acme.test", "Alice"])
def test_mail_without_one_clear_sender_is_not_logged(account, alice, bob, bcc_address, deliver, sender):
    raw = f"From: {sender}\r\nTo: maya@customer.test\r\nSubject: x\r\n\r\nx\r\n".encode()
    (inbound,) = deliver(raw, to=bcc_address)
    assert (inbound.status, inbound.reason) == (Status.NOT_LOGGED, Reason.AMBIGUOUS_SENDER)


def test_one_mail_to_the_addresses_of_two_accounts_is_logged_in_each(account, other_account, alice, deliver):
    user(other_account, "alice2@acme.test")
    from crm.models import Membership
    from emaillog.models import LoggingAddress

    Membership.objects.create(account=other_account, user=alice)
    here, there = (LoggingAddress.objects.pair(one)[0].address for one in (account, other_account))
    rows = deliver(mail(), to=[here, there])
    assert {row.account: row.status for row in rows} == {account: Status.LOGGED, other_account: Status.LOGGED}
    assert {email.account for email in ContactEmail.objects.all()} == {account, other_account}
    assert there.partition("@")[0] not in str(list(InboundMessage.objects.filter(account=account).values()))


def test_mail_to_no_logging_address_is_kept_and_its_sender_can_see_why(account, alice, deliver):
    (inbound,) = deliver(mail(), to="bcc-nobody@in.blindcopy.test")
    assert (inbound.status, inbound.reason) == (Status.NOT_LOGGED, Reason.UNKNOWN_ADDRESS)
    assert (inbound.account, inbound.logger) == (account, alice)


def test_mail_without_date_stands_at_the_time_of_receipt(account, alice, bcc_address, deliver):
    raw = b"From: alice@acme.test\r\nTo: maya@customer.test\r\nSubject: no date\r\n\r\nx\r\n"
    (inbound,) = deliver(raw, to=bcc_address)
    assert inbound.email.occurred_at == inbound.received_at
    assert "date_missing" in inbound.email.defects


def test_new_contacts_a_mail_are_limited(account, alice, bcc_address, deliver):
    crowd = ", ".join(f"p{n}@town.test" for n in range(80))
    deliver(mail(to=crowd), to=bcc_address)
    assert Contact.objects.count() == 50


def test_attachment_at_the_limit_is_kept_and_one_byte_more_is_left_out(account, alice, bcc_address, deliver):
    LoggingRules.objects.create(account=account, attachment_limit=1000)
    files = (("fits.bin", b"x" * 1000), ("large.bin", b"x" * 1001))
    (inbound,) = deliver(mail(attachments=files), to=bcc_address)
    assert [(file.name, file.kept, file.reason) for file in Attachment.objects.order_by("position")] == [
        ("fits.bin", True, ""),
        ("large.bin", False, "attachment_too_large"),
    ]
    assert inbound.status == Status.LOGGED
    assert [file["kept"] for file in inbound.email.entry.data["attachments"]] == [True, False]


def test_the_same_mail_again_is_one_entry(account, alice, bcc_address, deliver):
    message = mail()
    first, second = deliver(message, to=bcc_address)[0], deliver(message, to=bcc_address)[0]
    assert (first.status, second.status) == (Status.LOGGED, Status.DUPLICATE)
    assert second.email == first.email
    assert LoggedEmail.objects.count() == 1


def test_the_same_id_with_other_content_is_another_mail(account, alice, bcc_address, deliver):
    deliver(mail(Message_ID="<same@acme.test>", text="one"), to=bcc_address)
    deliver(mail(Message_ID="<same@acme.test>", text="two"), to=bcc_address)
    assert LoggedEmail.objects.count() == 2
