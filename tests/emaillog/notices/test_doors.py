"""What the doors say of the envelope sender, and mail to the mail system itself (N42, N45)."""

import json

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from emaillog import postmaster
from emaillog.models import InboundMessage, Notice, Status, Suppression
from emaillog.rejection import Reason
from tests.emaillog.notices.conftest import KB
from tests.factories import contact, mail


@pytest.fixture
def film():
    return mail(attachments=(("film.mp4", b"x" * 2 * KB),)).as_bytes()


def told(drain) -> str:
    drain()
    notice = Notice.objects.get()
    return notice.reason or notice.status


@pytest.mark.parametrize(
    ("options", "field", "outcome"),
    [
        ({"mail_from": "alice@acme.test"}, "", "sent"),
        ({}, "", "sent"),  # nobody said anything: From has proven itself otherwise
        ({}, "Return-Path: <alice@acme.test>", "sent"),
        ({}, "Return-Path: <>", Suppression.AUTOMATIC),
        ({"mail_from": "<>"}, "", Suppression.NULL_SENDER),
        ({"mail_from": ""}, "", Suppression.NULL_SENDER),
        ({"mail_from": "MAILER-DAEMON"}, "", Suppression.NULL_SENDER),  # Postfix's pipe, unless told otherwise
    ],
)
def test_n42_a_file_counts_by_what_is_said_of_its_sender(
    outgoing, account, small_limit, alice, drain, bcc_address, film, tmp_path, options, field, outcome
):
    contact(account, "maya@customer.test")  # else automatic mail is not logged at all
    file = tmp_path / "film.eml"
    file.write_bytes((f"{field}\n" if field else "").encode() + film)
    call_command("ingest_mail", str(file), to=bcc_address, **options)
    assert told(drain) == outcome
    assert len(outgoing.mails) == (outcome == "sent")


@pytest.mark.parametrize(
    ("path", "outcome"), [("<>", Suppression.NULL_SENDER), ("<alice@acme.test>", "sent"), ("", "sent")]
)
def test_n42_a_webhook_counts_by_what_the_provider_says(
    outgoing, small_limit, alice, drain, bcc_address, film, configured, post, path, outcome
):
    (made,) = configured("postmark, raw").posts(film, [bcc_address])
    said = json.loads(made.body)
    said["Headers"] = [{"Name": "Return-Path", "Value": path}] if path else []
    made.body = json.dumps(said).encode()
    assert post(made).status_code == 200
    assert told(drain) == outcome


@pytest.mark.parametrize("to", ["mailer-daemon@in.blindcopy.test", "Postmaster@IN.blindcopy.test", "postmaster"])
@pytest.mark.parametrize("sender", ["", "alice@acme.test"])
def test_n45_mail_to_the_mail_system_is_kept_counted_and_not_answered(
    outgoing, alice, small_limit, by_smtp, to, sender
):
    answer = mail(to="mailer-daemon@in.blindcopy.test", Auto_Submitted="auto-replied", subject="Out of office")
    answer.add_attachment(b"x" * 2 * KB, maintype="video", subtype="mp4", filename="film.mp4")
    inbound = by_smtp(answer.as_bytes(), sender, to)
    assert (inbound.account, inbound.logger, inbound.in_review) == (None, None, False)
    assert (inbound.status, inbound.reason) == (Status.NOT_LOGGED, Reason.TO_POSTMASTER)
    assert inbound.blob
    assert not outgoing.mails
    assert "blindcopy_mail_to_postmaster 1.0" in Client().get("/metrics").content.decode()


def test_n45_by_webhook_as_well(outgoing, alice, drain, configured, post):
    (made,) = configured("postmark, raw").posts(mail().as_bytes(), ["mailer-daemon@in.blindcopy.test"])
    assert post(made).status_code == 200
    drain()
    assert InboundMessage.objects.get().reason == Reason.TO_POSTMASTER
    assert not outgoing.mails


def test_a_mail_to_the_postmaster_and_a_logging_address_is_the_logging_addresss(alice, drain, bcc_address):
    from emaillog import intake

    intake.keep_message(
        mail().as_bytes(), door="smtp", sender="a@b.test", recipients=["postmaster@in.blindcopy.test", bcc_address]
    )
    drain()
    assert [row.reason for row in InboundMessage.objects.all()] == [Reason.LOGGED]


def test_anybody_may_write_to_the_postmaster_but_not_much(smtp, bcc_address):
    large = b"Subject: x\r\n\r\n" + b"x" * 70 + b"\r\n"
    large += (b"x" * 70 + b"\r\n") * (postmaster.MOST_BYTES // 72)
    assert smtp.sendmail("a@b.test", [bcc_address], large) == {}
    smtp.mail("a@b.test")
    assert smtp.rcpt("postmaster@in.blindcopy.test")[0] == 250
    assert smtp.data(large)[0] == 552


def test_metrics_count_notices(outgoing, losing):
    losing()
    losing(mail_from="")
    text = Client().get("/metrics").content.decode()
    assert 'blindcopy_notices{status="sent"} 1.0' in text
    assert 'blindcopy_notices{status="suppressed"} 1.0' in text
    assert "acme" not in text


def test_the_sweeper_finds_what_no_task_sent(outgoing, losing, monkeypatch):
    from emaillog import intake, tasks

    outgoing.answers["RCPT"] = ["450 Later"]
    notice = losing()
    rung = []
    monkeypatch.setattr(intake, "ring", lambda task, ids: rung.append((task, list(ids))))
    tasks.sweep()
    assert ("send_notice", []) in rung, "its wait is not over"
    Notice.objects.update(retry_at=timezone.now())
    tasks.sweep()
    assert ("send_notice", [notice.pk]) in rung
    tasks.send_notice(notice.pk)
    assert len(outgoing.mails) == 1
