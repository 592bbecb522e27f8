"""Mails that nobody honest sends, each with the outcome it must have: logged, or the reason why not."""

import base64
from email.message import EmailMessage

from emaillog.rejection import Reason

XSS = "<script>alert(1)</script>"
LOGGED = Reason.LOGGED
AMBIGUOUS = Reason.AMBIGUOUS_SENDER
BIDI = "\u202egpj.exe\u202c"


def raw(*fields: str | bytes, body: bytes = b"Dear Maya\r\n", sender: str = "alice@acme.test", to: str = "") -> bytes:
    """A mail of Alice's to Maya with these header fields besides; what it says is hostile anyway."""
    head = [f"From: {sender}" if sender else b"", f"To: {to or 'maya@customer.test'}", f"Subject: {XSS}", *fields]
    lines = [field.encode("utf-8", "surrogatepass") if isinstance(field, str) else field for field in head if field]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def part(content_type: str, disposition: str = "", content: bytes = b"content") -> bytes:
    """A mail with one attachment, its header fields as given."""
    return raw(
        "Content-Type: multipart/mixed; boundary=b",
        body=b"--b\r\n\r\nDear Maya\r\n--b\r\n"
        b"Content-Type: %b\r\nContent-Disposition: attachment; %b\r\n\r\n%b\r\n--b--\r\n"
        % (content_type.encode(), disposition.encode("utf-8", "surrogateescape"), content),
    )


def file(name: str, content: bytes, content_type: str = "application/octet-stream") -> bytes:
    """A mail with one sound attachment."""
    sent = base64.encodebytes(content).replace(b"\n", b"\r\n")
    return part(f"{content_type}\r\nContent-Transfer-Encoding: base64", f'filename="{name}"', sent)


def nested(depth: int) -> bytes:
    inner = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(1, depth))
    return raw("Content-Type: multipart/mixed; boundary=b0", body=b"--b0\r\n" + inner + b"\r\nhello")


def built(**fields: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "alice@acme.test", "maya@customer.test"
    message.set_content(fields.pop("text", "x"))
    for name, value in fields.items():
        message[name] = value
    return message.as_bytes()


SENDERS = {
    "an unknown sender": (raw(sender=f'"{XSS}" <eve@evil.test>'), Reason.UNKNOWN_SENDER),
    "no sender": (raw(sender=""), AMBIGUOUS),
    "a sender of angle brackets": (raw(sender="<<<>>>"), AMBIGUOUS),
    "two From fields": (raw("From: bob@acme.test"), AMBIGUOUS),
    "two senders": (raw(sender="alice@acme.test, eve@evil.test"), AMBIGUOUS),
    "a thousand comments around the sender": (raw(sender="(" * 1000 + "x" + ")" * 1000 + "alice@acme.test"), AMBIGUOUS),
    "a sender that hides another": (raw(sender='"alice@acme.test" <eve@evil.test>'), Reason.UNKNOWN_SENDER),
    "a sender with a NUL": (raw(sender="ali\0ce@acme.test"), AMBIGUOUS),
    "a sender that looks alike": (raw(sender="аlice@acme.test"), Reason.UNKNOWN_SENDER),
    "a sender with a surrogate": (raw(sender="\udc80@acme.test"), Reason.UNKNOWN_SENDER),
}
GARBAGE = {
    "nothing": (b"", Reason.EMPTY_MESSAGE),
    "line breaks only": (b"\r\n\r\n\r\n", Reason.EMPTY_MESSAGE),
    "NULs only": (b"\0" * 5000, AMBIGUOUS),
    "noise": (bytes(range(256)) * 40, AMBIGUOUS),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0\xff" * 500, AMBIGUOUS),
    "no blank line": (f"From: alice@acme.test\r\nTo: maya@customer.test\r\nSubject: {XSS}".encode(), LOGGED),
    "bare line feeds": (raw().replace(b"\r\n", b"\n"), LOGGED),
    "bare carriage returns": (raw().replace(b"\r\n", b"\r"), LOGGED),
    "NULs in every field": (
        b"\r\n".join(
            (
                *(b"From: alice@acme.test", b"To: Ma\0ya <maya@customer.test>", b"Cc: z\0e@x.test", b"Subject: \0s\0"),
                *(b"Date: \0", b"Message-ID: <a\0b@c>", b"References: <\0@x> <y@\0>", b"In-Reply-To: <\0>"),
                *(b"Content-Type: text/html\0", b"", b"\0<p>\0"),
            )
        ),
        LOGGED,
    ),
    "lone surrogates": (
        raw("X-A: \ud800", "Message-ID: <\udfff@x>", "Cc: \ud800 <tom@x.test>", body=b"\xed\xa0\x80 and \xed\xbf\xbf"),
        LOGGED,
    ),
    "eight-bit header fields": (
        raw(b"Cc: Zo\xeb <zoe@x.test>", b"Message-ID: <\xe9@x>", b"X-B: \xff\xfe", b"References: <\xfc@y>"),
        LOGGED,
    ),
}
IDENTIFIERS = {
    "no id": (raw(), LOGGED),
    "an empty id": (raw("Message-ID: <>"), LOGGED),
    "two ids": (raw("Message-ID: <one@x>", "Message-ID: <two@x>"), LOGGED),
    "an id of 10 KB": (raw(f"Message-ID: <{'i' * 10_000}@x>"), LOGGED),
    "an id with markup": (raw(f'Message-ID: <"{XSS}"@x>'), LOGGED),
    "references without end": (raw("References: " + "\r\n ".join(f"<{n}@x>" for n in range(3000))), LOGGED),
}
DATES = {
    f"date {written or 'none'}": (raw(f"Date: {written}") if written else raw(), LOGGED)
    for written in (
        *("", "x", "32 Foo 2020", "Thu, 1 Jan 1970 00:00:00 +0000", "Mon, 1 Jan 2050 10:00:00 +0000"),
        *("Mon, 23 Nov 2026 10:00:00 +9999", "Mon, 23 Nov 2026 10:00:00 -0000", "Mon, 23 Nov 2026 10:00:00 -2359"),
        *("Fri, 31 Dec 9999 23:59:59 -1200", "Mon, 1 Jan 0001 00:00:00 +1400", "Mon, 1 Jan 0001 00:00:00"),
        *("Fri, 31 Dec 9999 23:59:59", "1 Jan 99999999999 00:00 +0000", "1 Jan 2020 99:99:99", "９ Nov 2026 10:00"),
        f"{'9' * 5000} Nov 2026 10:00:00",
    )
}
CHARSETS = {
    f"charset {name}": (raw(f"Content-Type: text/plain; charset={name}", body=b"gr\xfc\xdfe +ADw-script+AD4-"), LOGGED)
    for name in (
        *(
            "x-foo",
            "utf-7",
            "idna",
            "punycode",
            "zlib",
            "rot13",
            "hex",
            "base64",
            "bz2",
            "quopri",
            "uu",
            "unicode_escape",
        ),
        *("undefined", "utf-16", "utf-32", "utf-8-sig", '"\0"', '"../../etc"', "\ud800", "x" * 5000, '""'),
    )
} | {
    "a subject in rot13": (built(Subject="=?rot13?q?uryyb?= =?x-foo?b?/w==?= =?utf-7?q?+ADw-?="), LOGGED),
    "a body in utf-7 that is markup": (
        raw("Content-Type: text/html; charset=utf-7", body=b"<p>x</p>+ADw-script+AD4-alert(1)+ADw-/script+AD4-"),
        LOGGED,
    ),
}
PEOPLE = {
    "a name of 5,000 characters": (raw(to=f'"{"N" * 5000}" <maya@customer.test>'), LOGGED),
    "a name of markup": (
        raw(to=f'"{XSS}" <maya@customer.test>, "\'\\"><img src=x onerror=alert(1)>" <b@x.test>'),
        LOGGED,
    ),
    "a name that turns the line round": (raw(to=f'"{BIDI} Maya" <maya@customer.test>'), LOGGED),
    "a name that breaks the line": (
        raw(to="=?utf-8?q?Maya=0D=0ABcc=3A_evil=40x.test=0D=0A?= <maya@customer.test>"),
        LOGGED,
    ),
    "a name of surrogates": (raw(to="=?utf-16?b?2ADYAA==?= <maya@customer.test>"), LOGGED),
    "a formula as name": (raw(to='"=HYPERLINK(1)" <maya@customer.test>'), LOGGED),
    "quoted local parts": (raw(to=f'"us er"@x.test, "{XSS}"@x.test, "a\\"b"@x.test, maya@customer.test'), LOGGED),
    "an address of markup": (raw(to="maya@customer.test, <b>@x.test, javascript:alert(1)@x.test"), LOGGED),
    "addresses in every script": (
        raw(to="用户@例え.jp, maya@customer.test, maya@xn--80ak6aa92e.com, j@münchen.test, x@\u202e.test"),
        LOGGED,
    ),
    "a trailing dot and capitals": (raw(to="MAYA@Customer.TEST."), LOGGED),
    "an address of 5,000 characters": (raw(to=f"{'a' * 5000}@x.test, maya@customer.test"), LOGGED),
    "a domain of 5,000 characters": (raw(to=f"maya@{'a.' * 2500}test, maya@customer.test"), LOGGED),
    "a group only": (raw(to="undisclosed-recipients:;"), Reason.NO_RECIPIENTS),
    "no readable recipient": (raw(to='"us er"@x.test, @, a@, @b, nobody'), Reason.NO_RECIPIENTS),
    "20,000 recipients": (raw(to=",\r\n ".join(f"a{n}@town.test" for n in range(20_000))), LOGGED),
    "500 in To and 500 in Cc": (
        raw(
            "Cc: " + ", ".join(f"c{n}@town.test" for n in range(500)),
            to=", ".join(f"t{n}@town.test" for n in range(500)),
        ),
        LOGGED,
    ),
}
NAMES = {
    f"file name {number}": (part("application/octet-stream", f"filename={written}"), LOGGED)
    for number, written in enumerate(
        (
            *('"../../../etc/passwd"', '"C:\\\\x\\\\y.exe"', "CON.txt", ".htaccess", "..", '""', '"\r\n x"', '"a\0b"'),
            *(f'"{XSS}.html"', f'"invoice{BIDI}"', f'"{"a" * 5000}.pdf"', f'"a.{"x" * 5000}"', f'"{" " * 200}.exe"'),
            *("\"a.pdf\"; filename*=utf-8''%00%0d%0a%ff", "a; filename*1=b; filename*0=c", "=?utf-8?q?a=0D=0Ab?="),
            *('"\udcff\udcfe.txt"', '"a";name="' + "ä" * 3000 + '"', "x*0*=''%%%", "\"''\""),
        )
    )
} | {
    "a type of markup": (part(f'text/html"{XSS}'), LOGGED),
    "a type of 5,000 characters": (part("x/" + "y" * 5000), LOGGED),
    "a page that calls itself a picture": (part("image/png", "filename=a.png", f"<html>{XSS}".encode()), LOGGED),
    "an identifier of markup": (part(f'image/png\r\nContent-ID: <"{XSS}"@{"x" * 5000}>', "filename=a.png"), LOGGED),
    "a position beyond counting": (part("text/plain", f"filename=a; size={'9' * 50}"), LOGGED),
}
BOMBS = {
    "1,000 multiparts in each other": (nested(1000), LOGGED),
    "1,000 messages in each other": (
        raw(
            "Content-Type: message/rfc822",
            body=b"Content-Type: message/rfc822\r\n\r\n" * 1000 + b"Subject: x\r\n\r\nhi",
        ),
        LOGGED,
    ),
    "100,000 header fields": (raw(*["X-A: b"] * 100_000), LOGGED),
    "100,000 header fields first": (b"X-A: b\r\n" * 100_000 + raw(), AMBIGUOUS),
    "16,000 encoded words": (
        b"From: alice@acme.test\r\nTo: maya@customer.test\r\nSubject: " + b"=?utf-8?q?x?=\r\n " * 16_000 + b"\r\n\r\nx",
        LOGGED,
    ),
    "a subject of 5,000 characters": (built(Subject="ü" * 5000), LOGGED),
    "5 MB of quotation marks": (raw(body=b">" * 5_000_000), LOGGED),
    "5 MB of quoted lines": (raw(body=b"> \r\n" * 1_250_000), LOGGED),
    "5 MB without a space": (raw(body=b"x" * 5_000_000), LOGGED),
    "5 MB of links": (raw(body=b"http://x.test/ " * 330_000), LOGGED),
    "1 MB of divs": (raw("Content-Type: text/html", body=b"<div>" * 200_000 + XSS.encode()), LOGGED),
    "markup": (
        raw("Content-Type: text/html", body=f"<p onclick=alert(1)>{XSS}<a href='javascript:alert(1)'>x</a>".encode()),
        LOGGED,
    ),
    "1,000 parts": (
        raw(
            "Content-Type: multipart/mixed; boundary=b",
            body=b"".join(b"--b\r\nContent-Type: image/png\r\n\r\n%d\r\n" % n for n in range(1000)) + b"--b--",
        ),
        LOGGED,
    ),
    "16,000 parameters": (raw("Content-Type: text/plain" + "; a=b" * 16_000), LOGGED),
    "base64 that is none": (raw("Content-Transfer-Encoding: base64", body=b"\0!\xff A\r\n" * 100_000), LOGGED),
}
MAILS = SENDERS | GARBAGE | IDENTIFIERS | DATES | CHARSETS | PEOPLE | NAMES | BOMBS
