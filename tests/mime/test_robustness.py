"""Whatever comes in: no exception, only text that a database takes, and work that grows no faster than the mail."""

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emaillog.mime import forwarded
from emaillog.mime.message import parse
from emaillog.mime.values import ParsedMessage
from tests.mime.corpus import FOLDER

OWN = frozenset({"bob@acme.test"})
MAILS = sorted(FOLDER.rglob("*.eml"), key=str)
PIECES = st.sampled_from(
    [
        *(
            "From: ",
            "To: ",
            "Subject: ",
            "Date: ",
            "a <a@b.test>",
            "<<<>>>",
            "\r\n",
            "\n",
            "\r\n\r\n",
            "> ",
            "-----",
            ":",
            "：",
        ),
        *(
            "Thu, 5 Mar 2026 09:12:44 +0100",
            "=?utf-8?B?8J+Y?=",
            "=?x?q?=FC?=",
            "\0",
            "\udc80",
            "\u202e",
            "ü",
            "(",
            '"',
            ",",
        ),
        *(
            "Content-Type: multipart/mixed; boundary=b",
            "Content-Type: text/html",
            "Content-Type: message/rfc822",
            "--b",
            "--b--",
        ),
        *(
            "Content-Transfer-Encoding: base64",
            "Content-Disposition: attachment; filename*0*=utf-8''%",
            "<blockquote>",
            "</div>",
        ),
        *(
            "---------- Forwarded message ---------",
            "Q: a@b.test\nR: 5 March 2026 09:12\nV: w\n\n",
            "On 5 March 2026 at 9:12 a@b.test wrote:",
            "<br>",
            "<table><tr><td>",
            "<pre>",
        ),
    ]
)
BROKEN = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=60).map(
    lambda pieces: "".join(pieces).encode("utf-8", "surrogatepass")
)


def is_storable(message: ParsedMessage) -> bool:
    boxes = (*message.sender, *message.to, *message.cc, *message.reply_to)
    texts = [message.subject, message.text, message.html, message.message_id, *message.references, *message.defects]
    texts += [text for box in boxes for text in (box.name, box.address)]
    texts += [text for part in message.parts for text in (part.name, part.content_type, part.content_id)]
    return all("\0" not in text and text.encode("utf-8") is not None for text in texts)


def check(raw: bytes) -> None:
    message = parse(raw)
    result = forwarded.read(message, OWN)
    assert is_storable(message)
    for each in (*message.attached, *getattr(result, "messages", ())):
        assert is_storable(each)


@given(st.binary(max_size=2_000))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read(raw):
    check(raw)


@given(BROKEN)
@settings(max_examples=300, deadline=None)
def test_any_pieces_of_mail_are_read(raw):
    check(raw)


@given(st.sampled_from(MAILS), st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_damaged_mail_is_read(path: Path, data):
    raw = path.read_bytes()
    cut = sorted(data.draw(st.integers(0, len(raw))) for _ in range(2))
    check(raw[: cut[0]] + data.draw(st.binary(max_size=20)) + raw[cut[1] :])


@given(st.sampled_from(MAILS))
@settings(max_examples=60, deadline=None)
def test_reading_twice_gives_the_same(path: Path):
    assert parse(path.read_bytes()) == parse(path.read_bytes())


BOMBS = {
    "a thousand multiparts within each other": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(1_000)
    ),
    "a thousand messages within each other": b"Content-Type: message/rfc822\r\n\r\n" * 1_000 + b"Subject: x\r\n\r\nhi",
    "a million empty parts": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * 1_000_000,
    "16,000 encoded-words": b"Subject: " + b"=?utf-8?q?x?= " * 16_000 + b"\r\n\r\n",
    "16,000 parameters": b"Content-Type: text/plain" + b"; a=b" * 16_000 + b"\r\n\r\nx",
    "20,000 recipients": b"To: " + b",\r\n ".join(b"a%d@b.test" % n for n in range(20_000)) + b"\r\n\r\nx",
    "a thousand comments": b"From: " + b"(" * 1_000 + b")" * 1_000 + b"a@b.test\r\n\r\nx",
    "100,000 header fields": b"X-A: b\r\n" * 100_000 + b"\r\nx",
    "100,000 nested elements": b"Content-Type: text/html\r\n\r\n" + b"<div>" * 100_000 + b"deep",
    "nested tables": b"Content-Type: text/html\r\n\r\n" + b"<table><tr><td>" * 70_000 + b"deep",
    "delimiters that are none": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--bx " * 1_000_000,
    "base64, a digit a line": b"Content-Transfer-Encoding: base64\r\nContent-Type: image/png\r\n\r\n"
    + b"A\r\n" * 1_000_000,
}


@pytest.mark.parametrize("raw", BOMBS.values(), ids=BOMBS)
@pytest.mark.timeout(60)
def test_a_bomb_is_read_within_its_caps(raw):
    message = parse(raw)
    assert len(message.parts) <= 1_000
    assert len(message.to) <= 500
    assert len(message.subject) <= 998
    assert is_storable(message)


def test_attached_messages_beyond_the_nesting_stay_files():
    message, depth = parse(BOMBS["a thousand messages within each other"]), 0
    while message.attached:
        message, depth = message.attached[0], depth + 1
    assert 1 <= depth <= 50


REPEATED = (
    ">",
    "> ",
    "-----",
    "From: ",
    "From: \n",
    "Date: 5 March 2026 09:12\n",
    "a: b\n",
    "x <",
    "1 ",
    "： ",
    "\u202e",
    "=",
    "<br>",
    "<b>a</b>",
    "<a href=mailto:a@b.test>c</a> ",
    "From: x\n more\n",
    "a:\nb@c.test\n",
    "> a\nb\n",
    "From: a@b.test\nDate: 5 March 2026 09:12\nSubject: x\n\n",
    "Q: a@b.test\nR: 5 March 2026 09:12\nV: w\n\n",
    "On 5 March 2026 at 9:12 a@b.test wrote:\n\n\n",
    "---- 5 March 2026 9:12 a@b.test ----\n",
    "令和8年3月5日 ",
    "<hr>",
    "<dl><dt>a</dt><dd>b</dd>",
    "<div>a: b</div>",
    "<p>a: b@c.test</p>",
    "<p>a: b<br>c: d<br>e: f</p>",
    "<table><tr><td>a</td><td>b</td><td>c</td></tr>",
    "<div style='height:0;overflow:hidden;border-top:solid'>a</div>",
    "</body></html> <html><head><meta></head><body>x",
    "</body>  ",
)


@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize("piece", REPEATED)
@pytest.mark.timeout(120)
def test_four_times_the_mail_is_no_more_than_forty_times_the_work(piece, kind):
    """Quadratic work would be minutes at this size; the bound leaves room for a busy machine."""
    small, large = (_seconds(_forward(piece, size, kind)) for size in (250_000, 1_000_000))
    assert large < 40 * max(small, 0.01)
    assert large < 30


def _forward(piece: str, size: int, kind: str) -> ParsedMessage:
    header = f"From: bob@acme.test\r\nSubject: Fwd: x\r\nContent-Type: text/{kind}; charset=utf-8\r\n\r\n"
    return parse((header + piece * (size // len(piece))).encode())


def _seconds(message: ParsedMessage) -> float:
    begun = time.process_time()
    forwarded.read(message, OWN)
    return time.process_time() - begun
