"""The mails that are measured: a quote of 15 KB as a salesperson sends it, and the largest that is kept whole."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

SENDER = "Ida Berg <ida@seller.test>"
LOGO = bytes(range(256)) * 11  # stands for a small picture: the same in all mails of one sender
WHEN = "Mon, 23 Nov 2026 09:14:00 +0000"
PARAGRAPH = (
    "Thank you for the time you took on Tuesday. As agreed we kept the two lines apart, so that the first hall can "
    "start in March whatever becomes of the second – the price for both together stays as it was, and the service "
    "contract is included for the first twelve months. Müller & Söhne will confirm the floor plan by Friday."
)
TRACE = (  # what the servers on the way put on top
    ("Return-Path", "<ida@seller.test>"),
    *[
        (
            "Received",
            f"from mx{n}.seller.test (mx{n}.seller.test [192.0.2.{n}]) by relay{n}.example.test with ESMTPS; {WHEN}",
        )
        for n in range(4)
    ],
    (
        "DKIM-Signature",
        "v=1; a=rsa-sha256; c=relaxed/relaxed; d=seller.test; s=2026; h=from:to:cc:subject:date; b=" + "Zm9vYmFy" * 40,
    ),
    ("ARC-Seal", "i=1; a=rsa-sha256; t=1795422840; cv=none; d=example.test; s=arc; b=" + "YmFyYmF6" * 40),
    ("Authentication-Results", "relay1.example.test; dkim=pass header.d=seller.test; spf=pass; dmarc=pass"),
    ("X-Mailer", "Seller Mail 16.0"),
)
CELL = '<td style="padding:4px 8px;border-bottom:1px solid #ddd">{}</td>'


@dataclass(frozen=True)
class Mail:
    """A mail with the addresses it is about, so that the floor need not look for what the reader finds."""

    raw: bytes
    message_id: str
    addresses: tuple[str, ...]


def typical(addresses: Iterable[str], *, file: bytes = b"") -> Mail:
    """About 15 KB: plain text, HTML with a table, a logo inline; `file` is attached where there is one."""
    addresses = tuple(addresses)
    message = EmailMessage()
    for name, value in TRACE:
        message[name] = value
    message["From"], message["Subject"] = SENDER, "Re: Quote 2291 – packing line, “hall one”"
    message["To"] = ", ".join(f"{address.partition('@')[0].title()} <{address}>" for address in addresses[:2])
    if addresses[2:]:
        message["Cc"] = ", ".join(addresses[2:])
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = f"<{secrets.token_hex(12)}@seller.test>"
    message.set_content("\n\n".join(["Dear both,", *[PARAGRAPH] * 7, "Best regards\nIda Berg"]))
    message.add_alternative(page(), subtype="html")
    html = message.get_payload()[1]
    html.add_related(LOGO, "image", "png", cid="<logo@seller.test>", filename="logo.png")
    if file:
        message.add_attachment(file, maintype="application", subtype="pdf", filename="quote-2291.pdf")
    return Mail(message.as_bytes(), message["Message-ID"], addresses)


def forwarded_mail() -> bytes:
    """The same mail again, forwarded by Gmail with a note above it."""
    head = (
        '<div class="gmail_attr">---------- Forwarded message ---------<br>From: <strong>Maya Chen</strong> '
        "&lt;<a href='mailto:maya@customer.test'>maya@customer.test</a>&gt;<br>Date: Mon, Nov 23, 2026 at 9:14 AM<br>"
        "Subject: Quote 2291<br>To: Ida Berg &lt;ida@seller.test&gt;<br></div>"
    )
    message = EmailMessage()
    for name, value in TRACE:
        message[name] = value
    message["From"], message["To"], message["Subject"] = SENDER, "log@in.test", "Fwd: Quote 2291"
    message["Date"], message["Message-ID"] = (
        format_datetime(datetime.now(UTC)),
        f"<{secrets.token_hex(12)}@seller.test>",
    )
    lines = ["---------- Forwarded message ---------", "From: Maya Chen <maya@customer.test>"]
    lines += ["Date: Mon, Nov 23, 2026 at 9:14 AM", "Subject: Quote 2291", "To: Ida Berg <ida@seller.test>", ""]
    message.set_content("\n".join(["For the file.", "", *lines, *[PARAGRAPH + "\n"] * 7]))
    message.add_alternative(f'<div>For the file.</div><div class="gmail_quote">{head}{page()}</div>', subtype="html")
    return message.as_bytes()


def page() -> str:
    rows = "".join(
        f"<tr>{CELL.format(n)}{CELL.format(f'Conveyor module {n}')}{CELL.format('4,280.00')}</tr>" for n in range(14)
    )
    paragraphs = "".join(f"<p style='margin:0 0 12px'>{PARAGRAPH}</p>" for _ in range(5))
    return (
        f'<html><body><p>Dear both,</p>{paragraphs}<table>{rows}</table><img src="cid:logo@seller.test"></body></html>'
    )


def huge(address: str) -> Mail:
    """A file of exactly 30 MB, the largest that is kept: 41 MB on the way."""
    return typical([address], file=secrets.token_bytes(30 * 2**20))
