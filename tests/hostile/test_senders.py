"""Mail of whoever should not log, however it is dressed (nasty inputs N31 to N34, N41 to N45)."""

import json

import pytest
from django.core import mail as outgoing

from contacts.models import Contact
from emaillog.models import InboundMessage, LoggingRules, Status
from emaillog.rejection import Reason
from tests.factories import contact, mail
from tests.hostile.conftest import line_ended
from tests.hostile.mails import file, raw
from tests.webhooks.fetching import notification


def test_n31_stranger_who_knows_the_address_waits_for_review_unanswered(arrives, shown):
    inbound = arrives(raw(sender="eve@evil.test"), mail_from="eve@evil.test")
    assert (inbound.status, inbound.reason) == (Status.NOT_LOGGED, Reason.UNKNOWN_SENDER)
    assert not Contact.objects.exclude(emails__address="maya@customer.test").exists()
    shown(inbound)


def failed_dmarc(configured, content: bytes, to: str):
    """What Amazon sends of a mail that failed its check."""
    sender = configured("ses, in sns")
    (made,) = sender.posts(content, [to])
    notice = json.loads(json.loads(made.body)["Message"])
    notice["receipt"]["dmarcVerdict"] = {"status": "FAIL"}
    return sender.post(notification(json.dumps(notice)))


def test_n32_mail_of_a_user_that_failed_dmarc_waits_for_review(
    configured, post, drain, alice, bcc_address, deliver, shown
):
    assert post(failed_dmarc(configured, mail().as_bytes(), bcc_address)).status_code == 200
    drain()
    inbound = InboundMessage.objects.get()
    assert (inbound.status, inbound.reason) == (Status.NOT_LOGGED, Reason.SENDER_NOT_VERIFIED)
    assert inbound.verdicts["dmarc"] == "fail"
    assert not Contact.objects.exists()
    shown(inbound)
    (following,) = deliver(mail(), to=bcc_address)
    assert following.status == Status.LOGGED


def test_n33_contact_who_answers_to_a_visible_bcc_address_waits_for_review(arrives, shown, account, bcc_address):
    maya = contact(account, "maya.chen@customer.test")
    answer = raw(f"Cc: {bcc_address}", sender="maya.chen@customer.test", to="alice@acme.test")
    inbound = arrives(answer, mail_from="maya.chen@customer.test")
    assert (inbound.status, inbound.reason) == (Status.NOT_LOGGED, Reason.SENDER_IS_CONTACT)
    assert inbound.in_review
    assert not maya.timeline_links.exists()
    assert inbound.can_be_processed_again
    shown(inbound)


FORGED = (
    "Authentication-Results: in.blindcopy.test; spf=pass; dkim=pass; dmarc=pass",
    *("X-Crm-Account: globex", "X-Crm-User: bob@acme.test", "X-Spam-Status: No", "Received-SPF: pass"),
    "X-Original-To: bcc-aaaaaaaaaaaaaaaaaaaa@in.blindcopy.test",
)


def test_n34_forged_results_in_the_header_neither_help_nor_harm(
    arrives, configured, post, drain, bcc_address, other_account
):
    logged = arrives(raw(*FORGED))
    assert (logged.status, logged.account.name, logged.verdicts) == (Status.LOGGED, "Acme", {})
    assert logged.logger.email == "alice@acme.test"
    assert post(failed_dmarc(configured, raw(*FORGED), bcc_address)).status_code == 200
    drain()
    assert InboundMessage.objects.latest("pk").reason == Reason.SENDER_NOT_VERIFIED


@pytest.fixture
def small_limit(account):
    """So that every file is too large."""
    return LoggingRules.objects.create(account=account, attachment_limit=10)


def test_n41_nothing_goes_to_the_envelope_sender_that_a_forger_named(arrives, small_limit, shown):
    inbound = arrives(file("film.mp4", bytes(1000)), mail_from="victim@elsewhere.test")
    assert inbound.email.attachments.get().reason == Reason.ATTACHMENT_TOO_LARGE
    assert [notice.to for notice in outgoing.outbox] == [["alice@acme.test"]]
    shown(inbound)


@pytest.mark.parametrize(
    ("field", "outcome"),
    [
        ("Auto-Submitted: auto-replied", Reason.LOGGED),
        ("Precedence: bulk", Reason.LOGGED),
        ("Return-Path: <>", Reason.LOGGED),
    ],
)
def test_n42_automatic_mail_with_a_file_that_is_too_large_is_logged_and_not_answered(
    arrives, small_limit, shown, account, field, outcome
):
    contact(account, "maya@customer.test")
    inbound = arrives(field.encode() + b"\r\n" + file("film.mp4", bytes(1000)))
    assert inbound.reason == outcome
    assert not outgoing.outbox
    shown(inbound)


OUR_NOTICE = """\
From: Mail Delivery System <mailer-daemon@in.blindcopy.test>
To: alice@acme.test
Subject: Undelivered
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

The file film.mp4 was too large.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; in.blindcopy.test

Final-Recipient: rfc822; alice@acme.test
Action: failed
Status: 5.3.4
--b--
""".replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    ("sender", "reason"),
    [(b"mailer-daemon@in.blindcopy.test", Reason.MAIL_LOOP), (b"alice@acme.test", Reason.NO_RECIPIENTS)],
)
def test_n43_our_own_notice_that_comes_back_makes_no_other(arrives, shown, sender, reason):
    inbound = arrives(OUR_NOTICE.replace(b"mailer-daemon@in.blindcopy.test", sender, 1), mail_from="")
    assert (inbound.status, inbound.reason) == (Status.NOT_LOGGED, reason)
    assert not outgoing.outbox
    shown(inbound)


def test_n44_two_systems_that_copy_each_other_end_after_one_entry(arrives, small_limit, bcc_address):
    letter = file("film.mp4", bytes(1000)).replace(b"\r\nTo: ", f"\r\nCc: {bcc_address}\r\nTo: ".encode(), 1)
    outcomes = [arrives(b"Received: from crm.test by crm.test\r\n" * hops + letter).reason for hops in (0, 1, 60)]
    assert outcomes == [Reason.LOGGED, Reason.ALREADY_LOGGED, Reason.MAIL_LOOP]
    assert len(outgoing.outbox) == 1


@pytest.mark.parametrize("local", ["mailer-daemon", "postmaster"])
def test_n45_answer_of_a_vacation_program_to_a_notice_is_taken_and_reaches_no_account(arrives, local):
    answer = raw("Auto-Submitted: auto-replied", to=f"{local}@in.blindcopy.test")
    inbound = arrives(answer, f"{local}@in.blindcopy.test")
    assert (inbound.account, inbound.logger, inbound.reason) == (None, None, Reason.TO_POSTMASTER)
    assert not outgoing.outbox


def test_mail_to_an_address_that_only_sends_is_refused_at_the_door(at_the_door):
    assert at_the_door(line_ended(raw()), "no-reply@in.blindcopy.test", "")[0] == 550
    assert not InboundMessage.objects.exists()
