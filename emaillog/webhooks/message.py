"""The message that Anymail's views make: raw mail is kept as it came, unparsed; parsed mail is put together again.

Anymail parses every mail and so changes it, needs thirty times its size, and fails on odd ones. Here the bytes are
what counts; the line parses them later, with its limits.
"""

import base64 as base_64
import email.policy
import re
from collections.abc import Iterable
from email.parser import BytesParser
from typing import Any, Self

from anymail.inbound import AnymailInboundMessage

from emaillog.webhooks import long_strings
from emaillog.webhooks.verbatim import VERBATIM, to_bytes

MADE_HERE = {"MIME-Version", "Content-Type"}
HEADERS_READ = 256 * 1024  # bytes of a raw mail that are looked at here


class KeptMessage(AnymailInboundMessage):  # type: ignore[misc]  # Anymail has no types
    """Has `raw` when the provider gave the mail as it came; only its header is read then.

    Where the request was shortened, marks stand for its long strings until the mail is written down.
    """

    raw: bytes | None = None

    def __init__(self, policy: object = None) -> None:
        super().__init__(policy=VERBATIM)

    @property
    def content(self) -> bytes:
        """The mail to keep: the provider's own bytes, else made from what it gave."""
        return self.raw if self.raw is not None else self.as_bytes(policy=VERBATIM)

    @property
    def is_blank(self) -> bool:
        """Whether its header says nothing but how the body is made."""
        return not any(str(value).strip() for name, value in self.items() if name not in MADE_HERE)

    @classmethod
    def parse_raw_mime(cls, s: str) -> Self:
        return cls.parse_raw_mime_bytes(to_bytes(s))

    @classmethod
    def parse_raw_mime_bytes(cls, b: bytes) -> Self:
        head = re.split(rb"\r?\n\r?\n", b[:HEADERS_READ], maxsplit=1)[0]
        parser: Any = BytesParser(cls, policy=VERBATIM)
        message: Self = parser.parsebytes(head, headersonly=True)
        message.raw = b
        return message

    @classmethod
    def parse_raw_mime_chunks(cls, chunks: Iterable[bytes]) -> Self:
        return cls.parse_raw_mime_bytes(b"".join(chunks))

    @classmethod
    def construct(cls, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401
        """As Anymail's, without the encoding of the original body, and without Bcc, which is nobody's to read."""
        message: Self = super().construct(*args, **kwargs)
        del message["Content-Transfer-Encoding"]
        del message["Bcc"]
        return message

    @classmethod
    def construct_attachment(
        cls,
        content_type: str | None,
        content: bytes | str,
        charset: str | None = None,
        filename: str | None = None,
        content_id: str | None = None,
        base64: bool = False,  # noqa: FBT001, FBT002
    ) -> Self:
        """A file whose decoded bytes are exactly what the provider gave."""
        mark = long_strings.mark_in(content) if base64 and isinstance(content, str) else ""
        content = "" if mark else content
        data = base_64.b64decode(content) if base64 else to_bytes(content) if isinstance(content, str) else content
        written = (content_type or "application/octet-stream").strip()
        kind = "application/octet-stream" if written.lower().startswith("multipart/") else written
        name = None if filename is None else to_bytes(filename).decode("utf-8", "replace")
        part: Self = super().construct_attachment(kind, b"", filename=name, content_id=content_id)
        if mark:
            part.carry_marked(mark)
        else:
            part.carry(data)
        if charset and part.get_content_maintype() == "text":
            part.set_param("charset", charset)
        return part

    def set_payload(self, payload: Any, charset: Any = None) -> None:  # noqa: ANN401
        """Text travels as base64 of its UTF-8, so that line ends and odd characters survive."""
        if isinstance(payload, str) and charset:
            self.set_param("charset", str(charset))
            self.carry(to_bytes(payload))
        else:
            super().set_payload(payload)

    def carry(self, data: bytes) -> None:
        """Makes these bytes the content; an attached message may not be encoded (RFC 2046 section 5.2), but nests."""
        if self.get_content_maintype() == "message":
            wrapped = b"Content-Type: " + self.get_content_type().encode() + b"\r\n\r\n" + data
            super().set_payload(BytesParser(policy=email.policy.compat32).parsebytes(wrapped).get_payload())
            return
        super().set_payload(base_64.encodebytes(data).decode("ascii"))
        self["Content-Transfer-Encoding"] = "base64"

    def carry_marked(self, mark: str) -> None:
        """The same for content that stays in the request."""
        if self.get_content_type() == "message/rfc822":
            super().set_payload(long_strings.as_decoded(mark))
            return
        if self.get_content_maintype() == "message":  # those others that are made of parts
            self.set_type("application/octet-stream")
        super().set_payload(long_strings.as_base64(mark) + "\n")
        self["Content-Transfer-Encoding"] = "base64"
