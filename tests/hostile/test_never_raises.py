"""Whatever the readers are given, made up or a mail that was damaged: a value comes back, and only sound text in it."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emaillog.mime import (
    address,
    calendar,
    charset,
    cms,
    dates,
    document,
    encoded_words,
    filenames,
    forwarded,
    quoting,
    tnef,
    uuencode,
)
from emaillog.mime.ambition import Ambition
from emaillog.mime.content import Content
from emaillog.mime.flowed import unflow
from emaillog.mime.forwarded import dates as dates_of_forwards
from emaillog.mime.forwarded import people
from emaillog.mime.message import parse
from emaillog.mime.values import Forward, ParsedMessage
from emaillog.sanitising import sanitised
from emaillog.snippets import snippet
from tests.emaillog.pages.inert import check_inert
from tests.mime.corpus import FOLDER

OWN = frozenset({"bob@acme.test", "alice@acme.test"})
MAILS = sorted(FOLDER.rglob("*.eml"), key=str)
MANY = settings(max_examples=200, deadline=None)
FEWER = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])

FIELDS = (
    *("From: ", "To: ", "Subject: ", "Date: ", "Cc:", "Content-Type: multipart/mixed; boundary=b", "--b", "--b--"),
    *("Content-Type: text/html", "Content-Type: message/rfc822", "Content-Type: text/calendar", "BEGIN:VEVENT"),
    *(
        "Content-Type: application/ms-tnef",
        "Content-Type: application/pkcs7-mime; smime-type=signed-data",
        "begin 644 a",
    ),
    *("Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: quoted-printable", "format=flowed", "charset=x"),
    *("Content-Disposition: attachment; filename*0*=utf-8''%", "filename=", "Message-ID: <", "References: "),
)
WORDS = (
    *(
        "a <a@b.test>",
        "<<<>>>",
        "\r\n",
        "\n",
        "\r",
        "\r\n\r\n",
        "> ",
        "-----",
        ":",
        "：",
        "(",
        ")",
        '"',
        "\\",
        ",",
        ";",
        "@",
    ),
    *(
        "Thu, 5 Mar 2026 09:12:44 +0100",
        "5/3/2026",
        "=?utf-8?B?8J+Y?=",
        "=?x?q?=FC?=",
        "=?",
        "?=",
        "\0",
        "\udc80",
        "\u202e",
    ),
    *(
        "---------- Forwarded message ---------",
        "On 5 March 2026 at 9:12 a@b.test wrote:",
        "-- ",
        "[mailto:a@b.test]",
        "ü",
        "字",
    ),
    *(
        "<blockquote>",
        "</div>",
        "<br>",
        "<table><tr><td>",
        "<pre>",
        "<a href=mailto:a@b.test>",
        "<style>",
        "<!--",
        "&#0;",
    ),
)
PIECES = st.sampled_from([*FIELDS, *WORDS])
TEXT = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=60).map("".join)
BYTES = TEXT.map(lambda text: text.encode("utf-8", "surrogatepass"))


def sound(text: str) -> bool:
    """Whether every database takes it."""
    return "\0" not in text and bool(text.encode("utf-8") or True)


def texts_of(message: ParsedMessage) -> list[str]:
    boxes = (*message.sender, *message.to, *message.cc, *message.reply_to)
    texts = [message.subject, message.text, message.html, message.message_id, *message.references, *message.defects]
    texts += [text for box in boxes for text in (box.name, box.address)]
    texts += [text for part in message.parts for text in (part.name, part.content_type, part.content_id)]
    for each in message.invitations:
        texts += [each.summary, each.location, each.uid, each.zone]
        texts += [each.organizer.name, each.organizer.address] if each.organizer else []
    return texts


def check(raw: bytes, ambition: Ambition = Ambition.FULL) -> None:
    message = parse(raw, ambition)
    found = forwarded.read(message, OWN, frozenset({"Bob Hale"}))
    for each in (message, *message.attached, *(found.messages if isinstance(found, Forward) else ())):
        assert all(map(sound, texts_of(each)))
        assert all(len(b"".join(part.content.chunks())) == part.size for part in each.parts)
        check_text(each.text, each.subject)
        check_html(each.html, each.subject)


def check_text(text: str, subject: str = "") -> None:
    assert "\n".join(piece.content for piece in quoting.split_text(text, subject)) == text
    assert len(snippet(text)) <= 200


def check_html(html: str, subject: str = "") -> None:
    assert sanitised(sanitised(html)) == sanitised(html)
    for piece in quoting.split_html(html, subject):
        check_safe(piece.content)


def check_safe(html: str) -> None:
    cleaned = sanitised(html)
    assert "<script" not in cleaned.lower()


@given(st.binary(max_size=2_000), st.sampled_from(Ambition))
@MANY
def test_any_bytes_are_read(raw, ambition):
    check(raw, ambition)


@given(BYTES, st.sampled_from(Ambition))
@MANY
def test_any_pieces_of_mail_are_read(raw, ambition):
    check(raw, ambition)


@given(st.sampled_from(MAILS), st.data())
@MANY
def test_any_damaged_mail_is_read(path: Path, data):
    raw = path.read_bytes()
    first, last = sorted(data.draw(st.integers(0, len(raw))) for _ in range(2))
    check(raw[:first] + data.draw(st.one_of(st.binary(max_size=20), BYTES)) + raw[last:])


@given(st.sampled_from(MAILS), st.sampled_from(MAILS), st.data())
@FEWER
def test_any_two_mails_grown_together_are_read(one: Path, other: Path, data):
    first, second = one.read_bytes(), other.read_bytes()
    check(first[: data.draw(st.integers(0, len(first)))] + second[data.draw(st.integers(0, len(second))) :])


@given(st.sampled_from(MAILS), st.lists(st.tuples(st.integers(0), st.integers(0, 255)), max_size=30))
@FEWER
def test_any_mail_with_changed_bytes_is_read(path: Path, changes):
    raw = bytearray(path.read_bytes())
    for at, byte in changes:
        if raw:
            raw[at % len(raw)] = byte
    check(bytes(raw))


@given(st.sampled_from(MAILS))
@FEWER
def test_reading_twice_gives_the_same(path: Path):
    assert parse(path.read_bytes()) == parse(path.read_bytes())


@given(TEXT)
@MANY
def test_any_text_as_a_forward_is_read(text):
    message = parse(b"From: bob@acme.test\r\nTo: x@in.test\r\nSubject: Fwd: x\r\n\r\n")
    for each in (ParsedMessage(text=text), ParsedMessage(html=text), ParsedMessage(text=text, html=text), message):
        forwarded.read(each, OWN)


@given(TEXT)
@MANY
def test_any_text_is_divided_without_loss(text):
    check_text(text)
    check_html(text)


@given(TEXT)
@MANY
def test_any_people_are_read(text):
    for box in (*address.mailboxes(text), *people.read(text), *filter(None, [people.sender(text)])):
        assert sound(box.name)
        assert sound(box.address)
        assert not set(box.name + box.address) & set("\r\n\u202e")


@given(TEXT)
@MANY
def test_any_date_is_read(text):
    for found in (dates.read(text), dates_of_forwards.read(text), dates_of_forwards.read(text, datetime(2026, 3, 5))):
        assert found is None or found.isoformat()
    dates_of_forwards.looks_like_one(text)


@given(TEXT, st.booleans())
@MANY
def test_any_words_are_decoded(text, deletes_space):
    assert isinstance(encoded_words.decode(text), str)
    assert sound(charset.one_line(encoded_words.decode(text)))
    assert isinstance(unflow(text, deletes_space=deletes_space), str)
    assert isinstance(document.text(text), str)


@given(TEXT)
@MANY
def test_any_file_name_is_made_safe(text):
    name = filenames.clean(encoded_words.decode(text))
    assert sound(name)
    assert len(name.encode()) <= filenames.LONGEST
    assert not set(name) & set("/\\\r\n\0\u202e")


@given(st.binary(max_size=500), st.sampled_from(["", "utf-8", "x-foo", "utf-7", "iso-2022-jp", "utf-16", "big5", "\0"]))
@MANY
def test_any_bytes_of_any_charset_are_text(data, label):
    assert isinstance(charset.decode(data, label), str)


ENCODINGS = ["base64", "quoted-printable", "x-uuencode", "7bit", "", "x-unknown"]


@given(st.one_of(st.binary(max_size=2_000), BYTES), st.sampled_from(ENCODINGS))
@MANY
def test_any_content_is_decoded(data, encoding):
    content = Content(data, 0, len(data), encoding)
    assert content.read(100) == b"".join(content.chunks())[:100]
    assert content.size == len(b"".join(content.chunks()))


@pytest.mark.parametrize(
    "begins", [b"", (0x223E9F78).to_bytes(4, "little"), b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", b"\x30\x80"]
)
@given(data=st.one_of(st.binary(max_size=500), BYTES))
@FEWER
def test_any_wrapped_file_is_opened_or_refused(begins, data):
    content = begins + data
    found = tnef.read(content, 0, len(content))
    assert found is None or sum(file.content.size for file in found.files) <= len(content)
    assert all(map(sound, (each.summary for each in calendar.read(content))))
    spans = cms.signed_content(content, 0, len(content)) or []
    assert all(0 <= first <= last <= len(content) for first, last in spans)
    uuencode.take_out(Content(content, 0, len(content)), 1_000, 10)


@given(st.sampled_from(MAILS))
@FEWER
def test_html_of_any_mail_of_the_corpus_is_inert(path: Path):
    html = sanitised(parse(path.read_bytes()).html)
    check_inert(html.replace('href="http', 'href="https').replace('src="http', 'src="https').replace("httpss", "https"))
