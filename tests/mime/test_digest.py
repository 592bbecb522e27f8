"""The same mail is known again, whatever happened to it on the way (R34)."""

from emaillog.mime.message import parse
from tests.mime.corpus import FOLDER

RAW = (FOLDER / "ordinary" / "alternative.eml").read_bytes()
ATTACHED = (FOLDER / "ordinary" / "attachment_base64.eml").read_bytes()


def digest(raw):
    return parse(raw).digest


def test_trace_fields_have_no_part_in_the_digest():
    traced = b"Return-Path: <bob@acme.test>\r\nReceived: from a by b\r\nDKIM-Signature: x\r\n" + RAW
    assert digest(traced) == digest(RAW)


def test_a_new_message_id_does_not_make_a_new_mail():
    assert digest(RAW.replace(b"<one@acme.test>", b"<rewritten@relay.test>")) == digest(RAW)


def test_line_ends_do_not_make_a_new_mail():
    assert digest(RAW.replace(b"\r\n", b"\n")) == digest(RAW)


def test_another_zone_for_the_same_instant_is_the_same_mail():
    assert digest(RAW.replace(b"09:12:44 +0100", b"08:12:44 +0000")) == digest(RAW)


def test_order_and_case_of_recipients_do_not_matter():
    one = RAW.replace(b"To: Dana Fox <dana@fox.test>", b"To: a@fox.test, b@fox.test")
    two = RAW.replace(b"To: Dana Fox <dana@fox.test>", b"To: B@Fox.Test\r\nCc: a@fox.test")
    assert digest(one) == digest(two)


def test_every_part_of_the_content_counts():
    changed = [
        RAW.replace(b"noon", b"two"),
        RAW.replace(b"Lunch", b"Dinner"),
        RAW.replace(b"dana@", b"eve@"),
        RAW.replace(b"bob@acme.test>", b"alice@acme.test>", 1),
        RAW.replace(b"09:12:44", b"09:12:45"),
        ATTACHED,
    ]
    assert len({digest(raw) for raw in [RAW, *changed]}) == len(changed) + 1


def test_an_attachment_that_differs_in_one_byte_makes_another_mail():
    assert digest(ATTACHED) != digest(ATTACHED.replace(b"AAECAwQF", b"AAECAwQG", 1))
