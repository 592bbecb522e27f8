"""Mails with large files, made cheaply: a file repeats one block, which is encoded once."""

import base64
import binascii
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import count
from typing import Any

from tests.mime import tnef_writer
from tests.webhooks.bodies import Postmark
from tests.webhooks.sender import Post, json_post

MB = 2**20
LIMIT = 31_457_280  # bytes: 30 MB (R8)
LINES = 855  # bytes, which are whole lines of base64 and of uuencode


@dataclass(frozen=True)
class File:
    """A file of so many bytes: lines of text with letters beyond ASCII, or every octet there is."""

    name: str
    size: int
    kind: str = "application/octet-stream"
    is_text: bool = False

    @property
    def block(self) -> bytes:
        mark = self.name.encode()[:30].ljust(30, b"~")
        lines = mark + b" \xfcber 30 MB gro\xdf; a=b\r\n" if self.is_text else mark + bytes(range(256))
        return (lines * LINES)[: 64 * LINES]

    @property
    def content(self) -> bytes:
        return self.repeated(lambda block: block)

    def repeated(self, encode: Callable[[bytes], bytes]) -> bytes:
        whole, rest = divmod(self.size, len(self.block))
        return encode(self.block) * whole + encode(self.block[:rest])


def base64_of(content: bytes) -> bytes:
    return base64.encodebytes(content).replace(b"\n", b"\r\n")


def quoted_printable(content: bytes) -> bytes:
    return binascii.b2a_qp(content, istext=False).replace(b"=\n", b"=\r\n") + b"=\r\n"


def uuencoded(content: bytes) -> bytes:
    return b"".join(binascii.b2a_uu(content[at : at + 45])[:-1] + b"\r\n" for at in range(0, len(content), 45))


def as_it_is(content: bytes) -> bytes:
    return content


def part(file: File, encoding: str = "base64", fields: str = "") -> bytes:
    """The file as a part of a multipart, in one of the encodings of RFC 2045 or as uuencode."""
    encode = {"base64": base64_of, "quoted-printable": quoted_printable, "x-uuencode": uuencoded}.get(
        encoding, as_it_is
    )
    body = file.repeated(encode)
    if encoding == "x-uuencode":
        body = b"begin 644 %b\r\n%b`\r\nend\r\n" % (file.name.encode(), body)
    head = f"Content-Type: {file.kind}\r\n" + (f"Content-Transfer-Encoding: {encoding}\r\n" if encoding else "")
    return f"{head}{fields or f'Content-Disposition: attachment; filename={file.name}'}\r\n\r\n".encode() + body


def text(written: str = "Dear Maya,\r\n\r\nhere is our offer.\r\n", kind: str = "plain") -> bytes:
    return f"Content-Type: text/{kind}; charset=utf-8\r\n\r\n{written}".encode()


def winmail(*files: File) -> bytes:
    """The files inside the one that Outlook makes of them."""
    stream = tnef_writer.winmail(*(tnef_writer.file(file.name, file.content) for file in files))
    head = b"Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n"
    return head + b"Content-Disposition: attachment; filename=winmail.dat\r\n\r\n" + base64_of(stream)


def attached(message: bytes) -> bytes:
    return b"Content-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n" + message


NUMBERS = count(1)


def mail(*parts: bytes, kind: str = "mixed", **fields: Any) -> bytes:
    """From Alice to Maya, unless `fields` say otherwise."""
    number = next(NUMBERS)
    fields = {
        "From": "alice@acme.test",
        "To": "maya@customer.test",
        "Subject": f"Our offer {number}",
        "Date": "Mon, 23 Nov 2026 10:00:00 +0000",
        "Message-ID": f"<{number}@acme.test>",
    } | fields
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    return (head + "MIME-Version: 1.0\r\n").encode() + multipart(f"{kind}{number}", kind, parts)


def multipart(boundary: str, kind: str, parts: Iterable[bytes]) -> bytes:
    mark = boundary.encode()
    body = b"".join(b"--%b\r\n%b\r\n" % (mark, each) for each in parts)
    return b'Content-Type: multipart/%b; boundary="%b"\r\n\r\n%b--%b--\r\n' % (kind.encode(), mark, body, mark)


def three_large() -> tuple[File, ...]:
    """Of which only the second may stay."""
    return File("film.mp4", 31 * MB), File("notes.bin", 1 * MB), File("disk.iso", 40 * MB)


def postmark(raw: bytes, files: Iterable[File], recipient: str) -> Post:
    """As Postmark posts it, with the raw mail or without; what else it says is of a small mail of the same people."""
    payload = Postmark(api=None).payload(mail(text()), recipient)
    attachments = [
        {
            "Name": file.name,
            "Content": base64.b64encode(file.content).decode(),
            "ContentType": file.kind,
            "ContentLength": file.size,
        }
        for file in files
    ]
    said = {"Attachments": attachments} | ({"RawEmail": raw.decode("utf-8", "surrogateescape")} if raw else {})
    return json_post(Postmark(api=None).path, payload | said)
