"""What people read: the notice in their language and time zone, and on the pages who was told."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from emaillog import letters
from emaillog.models import Attachment, BouncedAttachment, InboundMessage, Notice, Suppression
from emaillog.rejection import Reason
from tests.emaillog.notices.conftest import KB


def test_the_notice_is_in_the_language_and_time_zone_of_its_user(outgoing, losing, alice):
    alice.language, alice.time_zone = "de", "Europe/Berlin"
    alice.save()
    notice = losing(subject="Angebot")
    InboundMessage.objects.update(received_at=datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
    notice.inbound.refresh_from_db()
    report = letters.report(notice, alice)
    assert report.subject == "Nicht protokolliert: film.mp4"
    for part in (report.text, report.html):
        assert "Hallo Alice," in part
        assert "„Angebot“ vom 2. Juli 2026, 00:30 CEST ist protokolliert" in part
        assert "größer als die Grenze von 1\xa0KB" in part
        assert "2.048 Bytes" in part
    assert outgoing.mails[0].message["Content-Language"] == "de"
    assert '<html lang="de">' in report.html


def test_every_word_of_the_notice_is_there_in_german(outgoing, losing, alice):
    alice.language = "de"
    alice.save()
    losing(attachments=(("a.bin", b"a" * 2 * KB), ("b.bin", b"b" * 2 * KB)))
    text = outgoing.mails[0].message.get_body(("plain",)).get_content()
    for english in ("Hello", "your mail", "files", "larger", "administrator", "by itself", "as it was logged"):
        assert english not in text


def test_a_full_storage_is_told_as_such(outgoing, losing, alice):
    notice = losing()
    BouncedAttachment.objects.update(reason=Reason.STORAGE_FULL)
    Attachment.objects.update(reason=Reason.STORAGE_FULL)
    report = letters.report(notice, alice)
    assert report.status == "5.2.2"
    assert report.diagnostic == "smtp; 552 5.2.2 Mailbox full, attachment not kept: film.mp4 (2048 bytes)"
    assert "the storage of the account is full" in report.text
    assert "larger than" not in report.text


def test_of_very_many_files_fifty_are_named_and_the_others_counted(outgoing, losing):
    losing(attachments=tuple((f"file {number:03}.bin", bytes([number]) * 2 * KB) for number in range(60)))
    message = outgoing.mails[0].message
    text = message.get_body(("plain",)).get_content()
    assert message["Subject"].startswith("60 files not logged")
    assert text.count(".bin") == 50
    assert "and 10 more" in text


def test_a_logging_address_in_a_name_or_subject_stays_a_secret(outgoing, losing, bcc_address):
    losing(subject=f"Send it to {bcc_address}", to=f'"{bcc_address}" <maya@customer.test>, {bcc_address}')
    message = outgoing.mails[0].message
    parts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    assert not [part for part in (*parts, str(message["Subject"])) if bcc_address.partition("@")[0] in part]
    assert "bcc-***@in.blindcopy.test" in parts[0]


def test_a_notice_says_what_is_known_when_the_mail_as_received_is_gone(outgoing, losing, alice):
    notice = losing(subject="Our offer", Message_ID="<offer@acme.test>")
    notice.inbound.let_go()
    report = letters.report(notice, alice)
    assert report.fields["In-Reply-To"] == "<offer@acme.test>"
    assert "Our offer" in report.text


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ({"status": "sent"}, "Alice Admin was told by mail on"),
        ({"status": "waiting"}, "A mail that tells Alice Admin is on its way."),
        (
            {"status": "suppressed", "reason": Suppression.TOO_MANY},
            "Nobody was told: The user was sent several notices already",
        ),
        ({"status": "failed", "problem": "550 No"}, "Alice Admin could not be told"),
    ],
)
def test_r11_pages_say_who_was_told(losing, account, alice, signed_in, state, sentence):
    notice = losing()
    Notice.objects.update(**state)
    client = signed_in(alice)
    for page, pk in (("email", notice.email_id), ("delivery", notice.inbound_id)):
        text = " ".join(client.get(reverse(page, args=[account.slug, pk])).content.decode().split())
        assert sentence in text, page
        assert "550 No" not in text


def test_a_page_asks_as_often_for_one_lost_file_as_for_many(losing, account, alice, signed_in):
    client, asked = signed_in(alice), []
    for count in (1, 30):
        files = tuple((f"{number}.bin", bytes([number]) * 2 * KB) for number in range(count))
        notice = losing(subject=f"{count} files", attachments=files)
        for page, pk in (("email", notice.email_id), ("delivery", notice.inbound_id)):
            address = reverse(page, args=[account.slug, pk])
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            asked.append(len(queries))
    assert asked[:2] == asked[2:]
