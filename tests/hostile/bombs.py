"""Mails that exceed one cap each by as much as is wanted: made here, never stored.

Each is sound but for that, so that at nine tenths of the cap nothing is odd about it.
"""

import base64
import gzip
from collections.abc import Callable
from dataclasses import dataclass

from emaillog.mime import bounds, calendar, tnef
from emaillog.mime.defects import Defect
from emaillog.mime.values import ParsedMessage
from tests.mime import tnef_writer

SOUND = (
    b"From: alice@acme.test\r\nTo: maya@customer.test\r\nSubject: Our offer\r\n"
    b"Date: Mon, 23 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@acme.test>\r\n"
)


def mail(fields: bytes = b"", body: bytes = b"Dear Maya\r\n", head: bytes = SOUND) -> bytes:
    return head + fields + b"\r\n" + body


def typed(content_type: bytes, body: bytes, encoding: bytes = b"8bit") -> bytes:
    return mail(b"Content-Type: %b\r\nContent-Transfer-Encoding: %b\r\n" % (content_type, encoding), body)


def without(name: bytes) -> bytes:
    return b"".join(line for line in SOUND.splitlines(keepends=True) if not line.startswith(name))


@dataclass(frozen=True)
class Bomb:
    """`build` makes a mail with so many of something; `count` tells how many of them were read."""

    cap: int
    build: Callable[[int], bytes]
    defect: Defect | None = None
    count: Callable[[ParsedMessage], int] | None = None


def multiparts(depth: int) -> bytes:
    opened = b"".join(b"Content-Type: multipart/mixed; boundary=b%dx\r\n\r\n--b%dx\r\n" % (n, n) for n in range(depth))
    return SOUND + opened + b"\r\nhello\r\n" + b"".join(b"--b%dx--\r\n" % n for n in reversed(range(depth)))


def messages(depth: int) -> bytes:
    return (SOUND + b"Content-Type: message/rfc822\r\n\r\n") * depth + mail()


def depth_of(message: ParsedMessage) -> int:
    depth = 0
    while message.attached:
        message, depth = message.attached[0], depth + 1
    return depth


def attached(count: int, each: bytes) -> bytes:
    part = b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + each + b"\r\n"
    return typed(b"multipart/mixed; boundary=b", b"--b\r\n\r\nsee below\r\n" + part * count + b"--b--\r\n")


def parts(count: int) -> bytes:
    made = b"".join(b"--b\r\nContent-Type: image/png\r\n\r\n%d\r\n" % n for n in range(count - 1))
    return typed(b"multipart/mixed; boundary=b", b"--b\r\n\r\nhello\r\n" + made + b"--b--\r\n")


def near_delimiters(count: int) -> bytes:
    rest = b"--b\r\nContent-Type: image/png\r\n\r\nPNG\r\n--b--\r\n"
    return typed(b"multipart/mixed; boundary=b", b"--b\r\n\r\n" + b"--bx\n" * count + rest)


def file(content_type: bytes, disposition: bytes, content: bytes) -> bytes:
    fields = b"Content-Type: %b\r\nContent-Disposition: %b\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    fields %= content_type, disposition
    part = b"--b\r\n" + fields + base64.encodebytes(content) + b"\r\n--b--\r\n"
    return typed(b"multipart/mixed; boundary=b", b"--b\r\n\r\nhello\r\n" + part)


def winmail(count: int) -> bytes:
    files = (tnef_writer.file(f"{number}.txt", b"x") for number in range(count))
    return file(b"application/ms-tnef", b"attachment; filename=winmail.dat", tnef_writer.winmail(*files))


def invitation(size: int) -> bytes:
    event = b"BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:1\nSUMMARY:Lunch\n%b\nEND:VEVENT\nEND:VCALENDAR\n"
    return file(b"text/calendar", b"attachment; filename=a.ics", event % (b"X-LONG:" + b"x" * (size - 100)))


def uuencoded(count: int) -> bytes:
    return typed(b"text/plain", b"hello\n" + b"begin 644 a.txt\n#0V%T\n`\nend\n" * count)


PIECES = b"--b\r\nContent-Disposition: attachment" + b"; filename*0*=utf-8''%41" * 400 + b"\r\n\r\nx\r\n"
BOMBS = {
    "header block": Bomb(
        bounds.HEADER_BLOCK, lambda size: mail((b"X-A: " + b"x" * 993 + b"\r\n") * (size // 1000)), Defect.HEADER_CUT
    ),
    "header of folded nothing": Bomb(
        bounds.HEADER_BLOCK, lambda size: mail(b"X-A: a\r\n" + b" \r\n" * (size // 3)), Defect.HEADER_CUT
    ),
    "mbox lines before the header": Bomb(
        bounds.HEADER_BLOCK,
        lambda size: b"From x@y Mon Nov 23 10:00:00 2026\n" * (size // 35) + mail(),
        Defect.HEADER_CUT,
    ),
    "one field": Bomb(bounds.HEADER_FIELD, lambda size: mail(b"X-A: " + b"x" * size + b"\r\n"), Defect.FIELD_CUT),
    "one address field": Bomb(
        bounds.ADDRESS_FIELD,
        lambda size: mail(b"Cc: " + b",\r\n ".join([b"n" * 280 + b" <a@b.test>"] * (size // 294)) + b"\r\n"),
        Defect.FIELD_CUT,
    ),
    "fields": Bomb(bounds.HEADER_FIELDS, lambda count: mail(b"X-A: b\r\n" * (count - 5)), Defect.FIELDS_CUT),
    "addresses": Bomb(
        bounds.ADDRESSES,
        lambda count: mail(
            b"To: " + b", ".join(b"a%d@b.test" % n for n in range(count)) + b"\r\n", head=without(b"To")
        ),
        Defect.ADDRESSES_CUT,
        lambda message: len(message.to),
    ),
    "comments in an address": Bomb(
        bounds.COMMENT_DEPTH,
        lambda depth: mail(b"From: " + b"(" * depth + b")" * depth + b" alice@acme.test\r\n", head=without(b"From")),
        Defect.SENDER_MISSING,
    ),
    "quotation marks in an address": Bomb(
        bounds.ADDRESS_FIELD, lambda size: mail(b"Cc: " + b'\\"' * (size // 2) + b", a@b.test\r\n"), Defect.FIELD_CUT
    ),
    "subject": Bomb(
        bounds.SUBJECT,
        lambda size: mail(b"Subject: " + b"x" * size + b"\r\n", head=without(b"Subject")),
        Defect.SUBJECT_CUT,
        lambda message: len(message.subject),
    ),
    "encoded words": Bomb(
        bounds.SUBJECT,
        lambda count: mail(b"Subject:" + b" =?utf-8?q?x?=\r\n" * count, head=without(b"Subject")),
        Defect.SUBJECT_CUT,
        lambda message: len(message.subject),
    ),
    "references": Bomb(
        bounds.REFERENCES,
        lambda count: mail(b"References:" + b"".join(b"\r\n <%d@x>" % n for n in range(count)) + b"\r\n"),
        Defect.REFERENCES_CUT,
        lambda message: len(message.references),
    ),
    "parameters": Bomb(
        bounds.PARAMETERS,
        lambda count: file(b"image/png" + b"".join(b"; a%d=b" % n for n in range(count)), b"attachment", b"PNG"),
        Defect.PARAMETERS_CUT,
    ),
    "continuations of a file name": Bomb(
        bounds.PARAMETERS,
        lambda count: file(b"image/png", b"inline" + b"".join(b"; filename*%d=a" % n for n in range(count)), b"PNG"),
        Defect.PARAMETERS_CUT,
    ),
    "multiparts in each other": Bomb(bounds.NESTING, multiparts, Defect.NESTED_PARTS),
    "messages in each other": Bomb(bounds.NESTING, messages, Defect.NESTED_MESSAGES, depth_of),
    "parts": Bomb(bounds.PARTS, parts, Defect.PARTS_CUT, lambda message: 1 + len(message.parts)),
    "near delimiters": Bomb(bounds.NEAR_DELIMITERS, near_delimiters, Defect.PARTS_CUT),
    "text": Bomb(
        bounds.TEXT,
        lambda size: typed(b"text/plain", b"word " * (size // 5)),
        Defect.TEXT_CUT,
        lambda message: len(message.text),
    ),
    "html": Bomb(
        bounds.HTML,
        lambda size: typed(b"text/html", b"<p>word</p>" * (size // 11)),
        Defect.TEXT_CUT,
        lambda message: len(message.html),
    ),
    "texts of attached mails": Bomb(
        bounds.SHOWN,
        lambda size: attached(size // 500_000, mail(body=b"word " * 100_000)),
        Defect.TEXT_CUT,
        lambda message: sum(len(each.text) for each in message.attached),
    ),
    "files in winmail.dat": Bomb(tnef.FILES, winmail, Defect.WINMAIL_CLOSED, lambda message: len(message.parts)),
    "size of an invitation": Bomb(calendar.LARGEST, invitation, None, lambda message: len(message.invitations)),
    "files in the text": Bomb(bounds.PARTS, uuencoded, None, lambda message: len(message.parts)),
    "beginnings of files in the text": Bomb(50_000, lambda count: typed(b"text/plain", b"begin 644 a\n" * count)),
    "elements in each other": Bomb(10_000, lambda count: typed(b"text/html", b"<div>" * count + b"deep")),
    "tables in each other": Bomb(5_000, lambda count: typed(b"text/html", b"<table><tr><td>" * count + b"deep")),
    "file names in pieces": Bomb(
        10, lambda count: typed(b"multipart/mixed; boundary=b", PIECES * (count - 1) + b"--b--\r\n")
    ),
    "zeros in an archive": Bomb(
        1_000_000, lambda size: file(b"application/gzip", b"attachment; filename=z.gz", gzip.compress(bytes(size)))
    ),
    "base64, a digit a line": Bomb(100_000, lambda size: typed(b"image/png", b"A\r\n" * size, b"base64")),
    "soft line breaks": Bomb(300_000, lambda size: typed(b"text/plain", b"=\r\n" * size, b"quoted-printable")),
    "pictures that the text names": Bomb(
        1_000, lambda count: typed(b"text/html", b"".join(b"<img src=cid:%d>" % n for n in range(count)))
    ),
}
