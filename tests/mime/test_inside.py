"""Parts that wrap others, in a mail as a whole: opened once, within bounds, never in a mail that is read with care."""

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emaillog.mime import bounds
from emaillog.mime.ambition import Ambition
from emaillog.mime.message import parse
from tests.mime.cms_writer import signed
from tests.mime.test_uuencode import encoded
from tests.mime.tnef_writer import file, winmail

ORDINARY = Path(__file__).parent.parent / "mails" / "ordinary"
WRAPPED = [
    path.read_bytes()
    for kind in ("invitation", "calendar", "smime", "pgp", "winmail", "uuencode")
    for path in sorted(ORDINARY.glob(f"{kind}*.eml"))
]


def mail(content, kind, name):
    head = f"From: a@b.test\r\nContent-Type: {kind}; name={name}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head.encode() + base64.encodebytes(content)


def opaque(inner):
    return b"Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n\r\n" + signed(inner)


def nested(inner, depth):
    for number in range(depth):
        mark = b"b%d" % number
        inner = b"Content-Type: multipart/mixed; boundary=%s\r\n\r\n--%s\r\n%s\r\n--%s--\r\n" % (
            mark,
            mark,
            inner,
            mark,
        )
    return inner


def test_signed_within_signed_is_read_so_far_and_then_stays_a_file():
    inner = b"Content-Type: text/plain\r\n\r\nDeep inside.\r\n"
    two, four = opaque(opaque(inner)), opaque(opaque(opaque(opaque(inner))))
    assert (parse(two).text, parse(two).protection) == ("Deep inside.", "signed-smime")
    assert (parse(four).text, [part.name for part in parse(four).parts]) == ("", ["attachment-1.p7m"])


def test_signatures_between_deep_trees_are_no_trouble():
    deep = nested(b"\r\nDeep inside.\r\n", bounds.NESTING - 1)
    for _ in range(3):
        deep = nested(opaque(deep), bounds.NESTING - 1)
    assert parse(deep).text == "Deep inside."


def test_signature_whose_content_is_cut_short_stays_a_file():
    message = parse(mail(signed(b"\r\nHello\r\n" * 100)[:300], "application/pkcs7-mime", "smime.p7m"))
    assert (message.text, [part.name for part in message.parts]) == ("", ["smime.p7m"])
    assert message.protection == "signed-smime"


def test_message_inside_winmail_dat_is_read_as_an_attached_one():
    content = winmail(file("offer.eml", b"From: x@y.test\r\nSubject: Offer\r\n\r\nHello\r\n"))
    (attached,) = parse(mail(content, "application/ms-tnef", "winmail.dat")).attached
    assert (attached.subject, attached.text) == ("Offer", "Hello")


def test_winmail_dat_is_known_by_its_name_too():
    message = parse(mail(winmail(file("a.txt", b"x")), "application/octet-stream", "WINMAIL.DAT"))
    assert [part.name for part in message.parts] == ["a.txt"]


def test_files_in_wrappers_count_as_parts_of_the_mail(monkeypatch):
    budget_of_three = parse.__globals__["Budget"]
    monkeypatch.setitem(parse.__globals__, "Budget", lambda nested: budget_of_three(parts=3, nested=nested))
    many = parse(mail(winmail(*[file(f"{n}.txt", b"x") for n in range(4)]), "application/ms-tnef", "winmail.dat"))
    assert [part.name for part in many.parts] == ["winmail.dat"]
    text = parse(b"From: a@b.test\r\n\r\n" + encoded(b"x", b"x") * 5)
    assert len(text.parts) == 3


@pytest.mark.parametrize("raw", WRAPPED)
def test_with_care_nothing_is_opened(raw):
    message = parse(raw, Ambition.LENIENT)
    assert message.invitations == ()
    assert not {part.name for part in message.parts} & {
        "Offer for Acme, final version.pdf",
        "q3 figures.csv",
        "logo.png",
    }


@given(st.data())
def test_mutated_mails_never_raise(data):
    raw = bytearray(data.draw(st.sampled_from(WRAPPED)))
    for at in data.draw(st.lists(st.integers(0, len(raw) - 1), max_size=12)):
        raw[at] = data.draw(st.sampled_from(b"\0\r\n-=:;\"'<>0AM`~\xff"))
    message = parse(bytes(raw))
    assert sum(part.size for part in message.parts) <= 4 * len(raw)
    assert len(message.invitations) <= 20
