"""Mails whose structure is the attack (nasty inputs N1 to N5, N8 to N13)."""

import gzip
import io
import zipfile
import zlib

import pytest

from emaillog import blobs
from emaillog.mime.defects import Defect
from emaillog.mime.message import parse
from emaillog.models import Status
from emaillog.rejection import Reason
from tests.hostile import mails
from tests.hostile.mails import raw


def test_n1_thousand_multiparts_in_each_other_are_logged_with_a_mark(arrives, shown):
    inbound = arrives(mails.nested(1000))
    assert inbound.status == Status.LOGGED
    assert Defect.NESTED_PARTS in inbound.email.defects
    shown(inbound)


def test_n2_thousand_messages_in_each_other_are_logged_and_the_innermost_stay_files(arrives, shown):
    inner = b"Content-Type: message/rfc822\r\n\r\n" * 1000 + b"Subject: x\r\n\r\nhi\r\n"
    inbound = arrives(raw("Content-Type: message/rfc822", body=inner))
    assert inbound.status == Status.LOGGED
    assert Defect.NESTED_MESSAGES in inbound.email.defects
    assert blobs.read(inbound.email.attachments.get().blob) == inner
    shown(inbound)
    message, depth = parse(inner), 0
    while message.attached:
        message, depth = message.attached[0], depth + 1
    assert 1 <= depth <= 50


@pytest.mark.timeout(60)
def test_n3_million_empty_parts_are_logged_with_the_whole_mail_as_a_file(arrives, shown, takes_at_most):
    million = raw("Content-Type: multipart/mixed; boundary=b", body=b"--b\r\n\r\n" * 1_000_000)
    with takes_at_most(60):
        inbound = arrives(million)
    assert inbound.status == Status.LOGGED
    assert Defect.PARTS_CUT in inbound.email.defects
    assert inbound.email.attachments.get(name="message.eml").size == inbound.size
    shown(inbound)


def test_n4_sixteen_thousand_encoded_words_in_the_subject_are_cut(arrives, shown):
    words = b"=?utf-8?q?xyz?=\r\n " * 16_000
    inbound = arrives(b"From: alice@acme.test\r\nTo: maya@customer.test\r\nSubject: " + words + b"\r\n\r\nx")
    assert inbound.status == Status.LOGGED
    assert inbound.email.subject == inbound.subject == ("xyz" * 333)[:998]
    assert Defect.SUBJECT_CUT in inbound.email.defects
    shown(inbound)


def test_n5_content_type_of_sixteen_thousand_parameters_is_a_file_of_no_type(arrives, shown, takes_at_most):
    with takes_at_most(10):
        inbound = arrives(raw("Content-Type: text/html" + "; a=b" * 16_000, body=b"<p>Dear Maya</p>\r\n"))
    assert inbound.status == Status.LOGGED
    file = inbound.email.attachments.get()
    assert (file.content_type, blobs.read(file.blob)) == ("application/octet-stream", b"<p>Dear Maya</p>\r\n")
    assert Defect.PARAMETERS_CUT in inbound.email.defects
    shown(inbound)


def test_n8_hundred_thousand_header_fields_are_logged_by_the_first_thousand(arrives, shown):
    inbound = arrives(raw(*["X-A: b"] * 100_000))
    assert inbound.status == Status.LOGGED
    assert {Defect.FIELDS_CUT, Defect.HEADER_CUT} <= set(inbound.email.defects)
    shown(inbound)


def test_n9_half_a_megabyte_of_nested_elements_is_shown_as_text(arrives, shown, takes_at_most):
    with takes_at_most(10):
        inbound = arrives(raw("Content-Type: text/html", body=b"<div>" * 100_000 + b"in the depth"))
    assert (inbound.status, inbound.email.html) == (Status.LOGGED, "")
    assert "in the depth" in inbound.email.text
    shown(inbound)


@pytest.mark.parametrize("piece", [b">", b"> ", b" ", b" \r\n", b"-----", b"-----\r\n"], ids=repr)
def test_n10_five_megabytes_of_marks_are_searched_for_a_forward_at_once(
    arrives, forwarding_address, takes_at_most, shown, piece
):
    marks = piece * (5_000_000 // len(piece))
    with takes_at_most(5):
        inbound = arrives(raw(to=forwarding_address, body=b"look\r\n" + marks), to=forwarding_address)
    assert (inbound.status, inbound.reason) == (Status.NOT_LOGGED, Reason.NO_FORWARDED_HEADER)
    shown(inbound)


def zip_of_zeros() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(200_000_000))
    return packed.getvalue()


@pytest.mark.parametrize(("name", "bomb"), [("42.zip", zip_of_zeros), ("z.gz", lambda: gzip.compress(bytes(10**8)))])
def test_n11_archive_that_would_burst_is_stored_unopened(arrives, shown, monkeypatch, name, bomb):
    content = bomb()

    def opened(*_, **__):
        raise AssertionError("it was opened")

    with monkeypatch.context() as watched:
        for module, opener in ((zipfile, "ZipFile"), (gzip, "GzipFile"), (zlib, "decompressobj")):
            watched.setattr(module, opener, opened)
        inbound = arrives(mails.file(name, content))
    assert inbound.status == Status.LOGGED
    assert blobs.read(inbound.email.attachments.get(name=name).blob) == content
    shown(inbound)


@pytest.mark.parametrize(
    "endless", [b"\x02\x05\x90\x06\x00\xff\xff\xff\xff", b"\x02\x02\x90\x06\x00\0\0\0\0\0\0" * 20_000]
)
def test_n12_endless_winmail_is_stored_unopened(arrives, shown, endless):
    content = (0x223E9F78).to_bytes(4, "little") + b"\0\0" + endless
    inbound = arrives(mails.file("winmail.dat", content, "application/ms-tnef"))
    assert inbound.status == Status.LOGGED
    assert blobs.read(inbound.email.attachments.get(name="winmail.dat").blob) == content
    shown(inbound)


@pytest.mark.parametrize(
    ("sent", "content"),
    [
        (b"\0!\xff SGVs\r\n*bG8=\r\n", b"Hello"),
        (b"SGVsbG8", b"Hello"),
        (b"S\r\nG\r\nV\r\ns\r\n" * 250_000, b"Hel" * 250_000),
    ],
    ids=["garbage", "no padding", "a digit a line"],
)
def test_n13_broken_base64_is_decoded_and_measured_decoded(arrives, shown, sent, content):
    inbound = arrives(mails.part("application/pdf\r\nContent-Transfer-Encoding: base64", "filename=a.pdf", sent))
    assert inbound.status == Status.LOGGED
    file = inbound.email.attachments.get()
    assert (file.size, blobs.read(file.blob)) == (len(content), content)
    shown(inbound)
