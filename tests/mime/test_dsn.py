"""A delivery status notification is read back by the standard library as it was meant, whatever stands in it."""

import email
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emaillog.mime import automatic, dsn, entity
from emaillog.mime.budget import Budget
from emaillog.mime.dsn import Original, Report
from emaillog.mime.message import parse
from emaillog.mime.values import Mailbox

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FIELDS = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress", dsn.MARK}
FIELDS |= {"Content-Language", "MIME-Version", "Content-Type"}
ANYTHING = st.text(max_size=300)


NOTHING = Original()


def report(original: Original = NOTHING, **values: str) -> Report:
    said = {"recipient": "alice@acme.test", "subject": "Not logged: a.mp4", "text": "Hello\n", "html": "<p>Hello</p>"}
    said |= {"final_recipient": "bcc-***@in.test", "diagnostic": "smtp; 552 5.3.4 a.mp4"} | values
    fixed = {"domain": "in.test", "language": "en", "message_id": "<n@in.test>", "status": "5.3.4"}
    return Report(**said, **fixed, date=NOON, arrived=NOON, original=original)


def read_back(made: Report) -> EmailMessage:
    raw = dsn.build(made).as_bytes()
    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 998  # RFC 5322 section 2.1.1
    return email.message_from_bytes(raw, policy=policy.default)


EVIL = "x\r\nBcc: victim@elsewhere.test\n\n<script>\0\u2028\ud800 =?utf-8?q?=0ABcc:_a?="


@pytest.mark.parametrize("field", ["recipient", "subject", "final_recipient", "diagnostic"])
def test_no_value_adds_a_header_field(field):
    message = read_back(report(**{field: EVIL}))
    assert set(message.keys()) == FIELDS
    of_message, of_recipient = message.get_payload(1).get_payload()
    assert set(of_message.keys()) == {"Reporting-MTA", "Arrival-Date"}
    assert set(of_recipient.keys()) == {"Final-Recipient", "Action", "Status", "Diagnostic-Code"}


def test_nothing_of_the_original_adds_a_header_field():
    boxes = (Mailbox(EVIL, EVIL), Mailbox('"Chen, Maya"', "maya@customer.test"), Mailbox("", "用户@例え.jp"))
    original = Original(boxes, boxes, boxes, NOON, EVIL, EVIL, (EVIL, "<a@b>"))
    message = read_back(report(original))
    assert set(message.keys()) == FIELDS
    header = email.message_from_string(message.get_payload(2).get_content(), policy=policy.compat32)
    assert set(header.keys()) == {"From", "To", "Cc", "Date", "Subject"}


def test_what_it_answers_stands_in_its_header():
    long = f"<{'x' * 240}@b>"
    message = read_back(report(Original(message_id=long, references=tuple(f"<{n}{'y' * 99}@b>" for n in range(40)))))
    assert message["In-Reply-To"] == long
    assert message["References"].split()[-1] == long
    assert len(message["References"].split()) == 20


def test_a_message_id_that_no_field_can_carry_is_left_out():
    for odd in ("", f"<{'x' * 1000}@b>", "<ü@b>"):
        assert read_back(report(Original(message_id=odd)))["In-Reply-To"] is None


def test_the_header_of_the_mail_is_readable_again():
    boxes = (Mailbox("Müller, Jörg", "joerg@customer.test"), Mailbox('A "B" C', "b@customer.test"))
    original = Original((Mailbox("Alice", "alice@acme.test"),), boxes, (), NOON, "Größe: 31 MB " * 30, "<a@b>")
    text = read_back(report(original)).get_payload(2).get_content()
    header = email.message_from_string(text, policy=policy.default)
    assert [(box.display_name, box.addr_spec) for box in header["To"].addresses] == [
        ("Müller, Jörg", "joerg@customer.test"),
        ('A "B" C', "b@customer.test"),
    ]
    assert header["Subject"] == ("Größe: 31 MB " * 30).strip()


def test_any_installation_knows_it_for_what_it_is():
    raw = dsn.build(report()).as_bytes()
    message = parse(raw)
    assert (message.is_notice, message.is_automatic) == (True, True)
    assert automatic.is_automatic(entity.read(raw, (0, len(raw)), Budget(nested=0)))
    assert not parse(b"Subject: Hello\r\n\r\nHello").is_notice


@given(subject=ANYTHING, text=ANYTHING, html=ANYTHING, name=ANYTHING, address=ANYTHING, diagnostic=ANYTHING)
def test_anything_can_be_said(subject, text, html, name, address, diagnostic):
    box = (Mailbox(name, address),)
    original = Original(box, box, box, NOON, subject, address, (name,))
    text, html = (each.encode("utf-8", "replace").decode() for each in (text, html))
    message = read_back(report(original, subject=subject, text=text, html=html, diagnostic=diagnostic))
    assert set(message.keys()) - {"In-Reply-To", "References"} == FIELDS
    assert [part.get_content_type() for part in message.iter_parts()][1:] == [
        "message/delivery-status",
        "text/rfc822-headers",
    ]
