"""R10, R38: when nobody is told, and why (RFC 3834 section 2)."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection
from django.utils import timezone

from emaillog import notices
from emaillog.decisions import Decision
from emaillog.models import BouncedAttachment, InboundMessage, LoggingRules, Notice, SenderPolicy, Suppression
from tests.emaillog.notices.conftest import KB
from tests.factories import contact, mail, registered, team
from tests.hostile.test_senders import OUR_NOTICE

HOP = b"Received: from one by other; Mon, 23 Nov 2026 10:00:00 +0000\r\n"


@pytest.fixture
def maya(account):
    """Automatic mail is logged for those only who are contacts."""
    return contact(account, "maya@customer.test")


def film(**fields):
    return mail(attachments=(("film.mp4", b"x" * 2 * KB),), **fields)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"Auto_Submitted": "auto-replied"}, Suppression.AUTOMATIC),
        ({"Auto_Submitted": "auto-generated; owner=x"}, Suppression.AUTOMATIC),
        ({"Return_Path": "<>"}, Suppression.AUTOMATIC),
        ({"X_Autoreply": "yes"}, Suppression.AUTOMATIC),
        ({"Precedence": "bulk"}, Suppression.BULK),
        ({"Precedence": "junk"}, Suppression.BULK),
        ({"List_Id": "<news.acme.test>"}, Suppression.BULK),
        ({"Auto_Submitted": "no"}, ""),
        ({"X_Auto_Response_Suppress": "DR, OOF, AutoReply"}, ""),  # Exchange writes it on ordinary mail
        ({"Precedence": "normal"}, ""),
        ({"List_Unsubscribe": "<mailto:x@acme.test>"}, ""),  # and sales tools this
    ],
)
def test_n42_nobody_is_told_of_automatic_and_bulk_mail_that_is_logged(outgoing, losing, maya, fields, reason):
    notice = losing(**fields)
    assert notice.email is not None
    assert (notice.reason, notice.status) == (reason, "suppressed" if reason else "sent")
    assert len(outgoing.mails) == (not reason)
    assert BouncedAttachment.objects.get().notice == notice


def test_n42_nobody_is_told_of_mail_without_envelope_sender(outgoing, losing):
    assert losing(mail_from="").reason == Suppression.NULL_SENDER
    assert not outgoing.mails


@pytest.mark.parametrize("sender", ["mailer-daemon@in.blindcopy.test", "Postmaster@IN.blindcopy.test"])
def test_nobody_is_told_of_mail_that_this_installation_sent(outgoing, losing, sender):
    assert losing(mail_from=sender).reason == Suppression.OWN_MAIL
    assert not outgoing.mails


def test_n41_the_envelope_sender_that_a_forger_names_gets_nothing(outgoing, losing):
    losing(mail_from="victim@elsewhere.test")
    assert [sent.recipients for sent in outgoing.mails] == [["alice@acme.test"]]


def test_n41_nobody_is_told_of_mail_that_failed_its_check_where_the_account_logs_it_all_the_same(
    outgoing, account, alice, by_webhook
):
    LoggingRules.objects.create(account=account, attachment_limit=KB, sender_policy=SenderPolicy.OPEN)
    inbound = by_webhook(film().as_bytes(), dmarc="FAIL")
    assert inbound.email is not None
    assert inbound.notice.reason == Suppression.CHECK_FAILED
    assert not outgoing.mails


def test_nobody_is_told_of_mail_that_a_person_had_logged(
    outgoing, account, alice, small_limit, deliver, drain, bcc_address
):
    (inbound,) = deliver(film(sender="Alice <alice@elsewhere.test>"), bcc_address)
    inbound.decide(Decision(user=alice.pk, trusts_sender=True).stored())
    drain()
    assert Notice.objects.get().reason == Suppression.FROM_REVIEW
    assert not outgoing.mails


def test_a_registered_address_is_told_and_one_that_was_never_verified_is_not(
    outgoing, account, alice, small_limit, deliver, bcc_address
):
    registered(account, alice, "alice@home.test")
    registered(account, alice, "alice@claimed.test", verified_at=None)
    for sender in ("alice@home.test", "alice@claimed.test"):
        deliver(film(sender=sender), bcc_address, sender)
    assert [sent.recipients for sent in outgoing.mails] == [["alice@home.test"]]


def test_a_team_address_is_told_itself(outgoing, account, alice, bob, small_limit, deliver, bcc_address):
    registered(account, bob, "sales@acme.test", team=team(account, "Sales", alice, bob))
    deliver(film(sender="sales@acme.test"), bcc_address, "sales@acme.test")
    assert [sent.recipients for sent in outgoing.mails] == [["sales@acme.test"]]


def test_r38_at_most_five_an_hour_and_twenty_a_day(outgoing, losing):
    reasons = [losing(subject=f"Offer {number}").reason for number in range(7)]
    assert reasons == [""] * 5 + [Suppression.TOO_MANY] * 2
    for _hour in range(3):
        Notice.objects.update(created_at=timezone.now() - timedelta(hours=2))
        reasons += [losing(subject=f"Later {len(reasons) + number}").reason for number in range(6)]
    assert reasons.count("") == 20
    Notice.objects.update(created_at=timezone.now() - timedelta(hours=2))
    assert losing(subject="The last").reason == Suppression.TOO_MANY
    assert len(outgoing.mails) == 20
    Notice.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert losing(subject="The next day").reason == ""


@pytest.mark.django_db(transaction=True)
def test_r38_mails_that_are_logged_at_once_do_not_exceed_the_limit(account, alice, small_limit, bcc_address):
    from emaillog import intake, processing

    raws = [film(subject=f"Offer {number}").as_bytes() for number in range(12)]
    ids = [
        intake.keep_message(raw, door="smtp", sender="alice@acme.test", recipients=[bcc_address])[0].pk for raw in raws
    ]

    def work(pk: int) -> None:
        processing.process(pk)
        connection.close()

    workers = [Thread(target=work, args=[pk]) for pk in ids]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    reasons = list(Notice.objects.values_list("reason", flat=True))
    assert (len(reasons), reasons.count("")) == (12, 5)


def test_n43_a_notice_of_ours_that_is_sent_or_forwarded_to_us_is_not_logged_and_not_answered(
    outgoing, losing, deliver, bcc_address, forwarding_address
):
    losing()
    raw = outgoing.mails[0].raw
    inline = mail(
        to=forwarding_address, subject="Fwd: Not logged", text=INLINE, attachments=(("x.bin", b"x" * 2 * KB),)
    )
    attached = mail(to=forwarding_address, subject="Fwd: Not logged", text="See below")
    attached.add_attachment(outgoing.mails[0].message)
    stripped = OUR_NOTICE.replace(
        b"From: Mail Delivery System <mailer-daemon@in.blindcopy.test>", b"From: alice@acme.test"
    )
    outcomes = [
        *deliver(raw, bcc_address),
        *deliver(raw, bcc_address, ""),
        *deliver(raw, forwarding_address),
        *deliver(b"Resent-From: alice@acme.test\r\n" + raw, bcc_address),
        *deliver(b"Resent-From: alice@acme.test\r\n" + raw, forwarding_address),
        *deliver(inline, forwarding_address),
        *deliver(attached, forwarding_address),
        *deliver(stripped, bcc_address),
    ]
    assert {inbound.status for inbound in outcomes} == {"not_logged"}, [inbound.reason for inbound in outcomes]
    assert len(outgoing.mails) == 1


INLINE = """\
What is this?

---------- Forwarded message ---------
From: Mail Delivery System <mailer-daemon@in.blindcopy.test>
Date: Mon, 23 Nov 2026 at 10:00
Subject: Not logged: film.mp4
To: <alice@acme.test>

Hello Alice,
"""


def test_r38_a_thousand_rounds_of_a_loop_give_one_notice(outgoing, losing, deliver, bcc_address):
    letter = film().as_bytes()
    losing(letter)
    for hops in range(1, 1000):
        deliver(HOP * hops + letter, bcc_address)
    assert len(outgoing.mails) == 1
    assert Notice.objects.count() == 1


def test_n44_two_installations_that_copy_each_other_give_two_notices_at_most(
    outgoing, account, other_account, alice, small_limit, drain, bcc_address
):
    """Each sends on what it gets, and what is answered to it, with one more field on top."""
    from crm.models import Membership
    from emaillog import intake
    from emaillog.models import LoggingAddress

    Membership.objects.create(account=other_account, user=alice)
    LoggingRules.objects.create(account=other_account, attachment_limit=KB)
    addresses = (bcc_address, LoggingAddress.objects.pair(other_account)[0].address)
    going = [film().as_bytes()]
    for hop in range(30):
        for raw in going:
            intake.keep_message(raw, door="smtp", sender="alice@acme.test", recipients=[addresses[hop % 2]])
        drain()
        going = [HOP + raw for raw in going + [sent.raw for sent in outgoing.mails if HOP not in sent.raw]][:6]
    assert 1 <= len(outgoing.mails) <= 2
    assert {inbound.reason for inbound in InboundMessage.objects.all()} <= {"logged", "already_logged", "mail_loop"}


@pytest.mark.parametrize("number", [200])
def test_n41_spoofed_mails_make_no_mail_to_any_unregistered_address(
    outgoing, account, alice, small_limit, deliver, bcc_address, number
):
    contact(account, "maya@customer.test")
    senders = ("maya@customer.test", "eve@evil.test", "alice@acme.test.evil.test", "alice@acme.test")
    for each in range(number):
        sender = senders[each % len(senders)]
        letter = film(sender=f"Alice <{sender}>", Reply_To="victim@elsewhere.test", subject=f"Hello {each}")
        deliver(letter, bcc_address, "victim@elsewhere.test")
    assert {address for sent in outgoing.mails for address in sent.recipients} == {"alice@acme.test"}
    assert len(outgoing.mails) == 5


def test_the_words_of_every_reason_are_a_sentence():
    assert all(str(reason.label).endswith(".") for reason in Suppression)
    assert notices.MOST[0][1] < notices.MOST[1][1]
