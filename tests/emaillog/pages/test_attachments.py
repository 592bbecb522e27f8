"""Downloads: byte for byte, never shown, under a name that does no harm."""

from typing import NoReturn

import pytest

from emaillog import blobs
from emaillog.bucket import BucketError
from emaillog.models import Attachment, InboundMessage

EVERY_BYTE = bytes(range(256)) * 3000  # longer than a chunk


def test_a_download_is_what_was_sent_byte_for_byte(signed_in, bob, log, attachment_of, at):
    email = log(attachments=(("data.bin", EVERY_BYTE),))
    answer = signed_in(bob).get(at("attachment", attachment_of(email, "data.bin").pk))
    assert answer.getvalue() == EVERY_BYTE
    assert answer["Content-Length"] == str(len(EVERY_BYTE))


@pytest.mark.parametrize("name", ["page.html", "picture.svg", "photo.png", "script.js"])
def test_no_type_is_ever_opened_in_the_browser(signed_in, bob, log, attachment_of, at, name):
    email = log(attachments=((name, b"<script>alert(1)</script>"),))
    answer = signed_in(bob).get(at("attachment", attachment_of(email, name).pk))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ('a"b.txt', 'attachment; filename="a\\"b.txt"'),
        ("../../etc/passwd", 'attachment; filename="passwd"'),
        ("C:\\evil\\x.exe", 'attachment; filename="x.exe"'),
        ("a\r\nX-Evil: 1.txt", 'attachment; filename="a X-Evil: 1.txt"'),
        ("Übersicht.pdf", "attachment; filename*=utf-8''%C3%9Cbersicht.pdf"),
        ("invoice\u202efdp.exe", 'attachment; filename="invoicefdp.exe"'),
        ("", 'attachment; filename="attachment"'),
    ],
)
def test_names_are_cleaned_before_they_reach_a_header(signed_in, bob, log, attachment_of, at, name, disposition):
    file = attachment_of(log(attachments=(("x.txt", b"x"),)), "x.txt")
    Attachment.objects.filter(pk=file.pk).update(name=name)
    assert signed_in(bob).get(at("attachment", file.pk))["Content-Disposition"] == disposition


def test_an_empty_file_is_an_empty_download(signed_in, bob, log, attachment_of, at):
    email = log(attachments=(("empty.txt", b""),))
    assert signed_in(bob).get(at("attachment", attachment_of(email, "empty.txt").pk)).getvalue() == b""


def test_a_file_that_the_storage_has_lost_says_so(signed_in, bob, log, attachment_of, at):
    file = attachment_of(log(attachments=(("x.txt", b"unique to this test"),)), "x.txt")
    blobs.delete(file.blob)
    answer = signed_in(bob).get(at("attachment", file.pk))
    assert answer.status_code == 404
    assert "no longer stored" in answer.content.decode()


def test_a_file_that_was_left_out_says_why(signed_in, bob, log, attachment_of, at):
    file = attachment_of(log(attachments=(("x.txt", b"x"),)), "x.txt")
    Attachment.objects.filter(pk=file.pk).update(blob="", reason="attachment_too_large")
    answer = signed_in(bob).get(at("attachment", file.pk))
    assert answer.status_code == 404
    assert "larger than the limit" in answer.content.decode()


def test_a_stranger_gets_404_and_anonymous_people_sign_in(signed_in, charlie, other_account, client, log, at):
    file = log(attachments=(("x.txt", b"x"),)).attachments.get()
    assert signed_in(charlie).get(at("attachment", file.pk)).status_code == 404
    assert signed_in(charlie).get(f"/a/{other_account.slug}/attachments/{file.pk}/").status_code == 404
    assert client.get(at("attachment", file.pk)).status_code == 302


@pytest.fixture
def away(monkeypatch):
    """The storage answers nobody: what a bucket does whose network is down."""

    def refuse() -> NoReturn:
        raise BucketError("EndpointConnectionError")

    monkeypatch.setattr(blobs, "stream", lambda *_: iter(refuse, None))


def test_a_storage_that_is_away_is_said_and_is_no_fault_of_ours(signed_in, alice, log, attachment_of, at, away):
    email = log(attachments=(("x.txt", b"x"),))
    client = signed_in(alice)
    received = InboundMessage.objects.get(email=email).pk
    for address in (at("attachment", attachment_of(email, "x.txt").pk), at("delivery_message", received)):
        answer = client.get(address)
        assert (answer.status_code, answer["Retry-After"]) == (503, "60")
        assert "The file store does not answer" in answer.content.decode()
        assert f'href="{address}"' in answer.content.decode()
