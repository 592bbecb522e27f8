"""Mail that a provider took apart is put together without loss, however odd it is."""

import email
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emaillog.mime.message import parse
from emaillog.webhooks import envelope, form
from emaillog.webhooks.message import KeptMessage

INNER = b"From: a@b.test\r\nSubject: Gr\xfc\xdfe\r\nContent-Type: text/plain\r\n\r\n\xe4 text\r\n.\r\nend"


def built(**parts) -> bytes:
    return KeptMessage.construct(**parts).content


def file(content, content_type="application/pdf", **more):
    return KeptMessage.construct_attachment(content_type=content_type, content=content, **more)


@given(st.binary(max_size=3000))
def test_an_attachment_keeps_each_byte(content):
    (part,) = parse(built(from_email="a@b.test", text="x", attachments=[file(content, filename="a.pdf")])).parts
    assert part.content.read(4_000) == content


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=60), st.text(max_size=60))
def test_no_text_makes_a_mail_that_cannot_be_written(subject, text, name, file_name):
    content = built(
        from_email=f"{name} <a@b.test>",
        subject=subject,
        text=text,
        html=text,
        headers=[("X-Odd", name), ("To", name)],
        attachments=[file(b"1", filename=file_name)],
    )
    assert parse(content).parts[0].content.read(9) == b"1"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_a_text_is_kept(text):
    part = (
        email.message_from_bytes(built(from_email="a@b.test", text=text)).get_payload(0).get_payload(0).get_payload(0)
    )
    assert part.get_payload(decode=True).decode() == text


def test_lone_surrogates_of_a_json_payload_do_no_harm():
    content = built(
        from_email="\ud800 <a@b.test>", subject="x\udfff", text="\ud83d", attachments=[file(b"", filename="\ud800")]
    )
    assert parse(content).sender[0].address == "a@b.test"


def test_an_attached_message_is_nested_as_it_was():
    (attached,) = parse(
        built(from_email="a@b.test", attachments=[file(INNER, "message/rfc822", filename="a.eml")])
    ).attached
    assert attached.sender[0].address == "a@b.test"
    assert INNER in built(from_email="a@b.test", attachments=[file(INNER, "message/rfc822")])


def test_a_part_that_claims_to_be_multipart_is_a_file():
    (part,) = parse(built(from_email="a@b.test", attachments=[file(b"abc", "multipart/mixed; boundary=x")])).parts
    assert part.content.read(9) == b"abc"


@pytest.mark.parametrize(
    "written", ["<<<>>>", "a b c <", "@", '"', "(((", "=?utf-8?b?//?= <x@y.test>", "ä ö <x@y.test>"]
)
def test_an_odd_address_is_written_as_it_came(written):
    content = built(from_email=written, to=written, cc=written, subject=written, text="x")
    assert parse(content).text.strip() == "x"


def test_two_from_fields_are_both_kept():
    content = built(headers=[("From", "a@b.test"), ("From", "c@d.test")], text="x")
    assert [mailbox.address for mailbox in parse(content).sender] == ["a@b.test", "c@d.test"]


def test_the_encoding_of_the_original_body_is_gone_and_so_is_bcc():
    content = built(headers=[("Content-Transfer-Encoding", "quoted-printable")], bcc="bcc-secret@in.test", text="a=b")
    assert parse(content).text.strip() == "a=b"
    assert b"bcc-secret" not in content


def test_a_raw_mail_is_not_parsed():
    raw = b"Subject: x\n\n" + b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 5000
    message = KeptMessage.parse_raw_mime_bytes(raw)
    assert message.content is raw
    assert message["Subject"] == "x"
    assert not message.is_multipart()


@given(st.binary(max_size=2000))
def test_any_bytes_are_a_raw_mail(raw):
    message = KeptMessage.parse_raw_mime_bytes(raw)
    assert message.content == raw
    assert isinstance(message.is_blank, bool)
    assert envelope.traced(message) == envelope.traced(message)


@given(st.binary(max_size=2000))
def test_a_form_field_keeps_each_byte(content):
    boundary = b"=_a_boundary_that_is_not_inside_=_"
    body = b'--%b\r\nContent-Disposition: form-data; name="email"\r\n\r\n%b\r\n--%b--\r\n' % (
        boundary,
        content,
        boundary,
    )
    fields, _files = form.read("multipart/form-data", {"boundary": boundary.decode()}, io.BytesIO(body))
    assert fields["email"].encode("utf-8", form.LOSSLESS) == content


def test_our_addresses_are_found_in_trace_fields(settings):
    raw = (
        b"Delivered-To: bcc-one@in.blindcopy.test\r\nReceived: by mx for <Bcc-Two@IN.blindcopy.test>; x\r\n"
        b"X-Other: bcc-three@in.blindcopy.test\r\n"
        b"To: x+bcc-four@in.blindcopy.test.evil.test\r\n\r\nbcc-five@in.blindcopy.test"
    )
    assert envelope.traced(KeptMessage.parse_raw_mime_bytes(raw)) == [
        "bcc-one@in.blindcopy.test",
        "Bcc-Two@IN.blindcopy.test",
    ]


def test_looking_for_addresses_takes_time_that_grows_with_the_text_only():
    start = time.perf_counter()
    envelope.ours(["a." * 200_000 + "@"])
    assert time.perf_counter() - start < 0.5


def test_a_verdict_is_one_of_the_words_of_rfc_8601():
    assert envelope.verdicts(spf="PASS ", dkim="maybe", dmarc=None) == {"spf": "pass"}
