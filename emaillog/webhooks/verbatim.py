"""How the messages that we put together are written down: header fields as they came, whatever they are."""

import re
from email.policy import EmailPolicy
from typing import Any

from emaillog.webhooks.form import LOSSLESS


def to_bytes(text: str) -> bytes:
    """UTF-8, with the bytes behind the surrogates of a lossless decoding; what is no text at all becomes `?`."""
    try:
        return text.encode("utf-8", LOSSLESS)
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


class Verbatim(EmailPolicy):
    """Header values as they came: the standard library's parser raises on some, and the mail matters more."""

    def header_max_count(self, name: str) -> None:
        """A mail with two From fields is odd, not unreadable."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, str]:  # noqa: ANN401
        return re.sub(r"[^!-9;-~]", "", name) or "X-Nameless", re.sub(r"[\r\n]+", " ", str(value))

    def header_fetch_parse(self, name: str, value: str) -> Any:  # noqa: ANN401
        try:
            return super().header_fetch_parse(name, value)
        except Exception:  # noqa: BLE001 (it raises IndexError, AttributeError and others)
            return value

    def fold_binary(self, name: str, value: Any) -> bytes:  # noqa: ANN401
        """ASCII and raw bytes as they are; other text encoded (RFC 2047), plain UTF-8 (RFC 6532) where that fails."""
        written = to_bytes(str(value))
        encoded = None if written.isascii() or not is_text(str(value)) else self.encoded(name, str(value))
        return encoded or name.encode("ascii", "replace") + b": " + written + self.linesep.encode()

    def encoded(self, name: str, value: str) -> bytes | None:
        """The whole field in ASCII; None where the standard library raises, or would break the header."""
        try:
            folded = str(self.header_factory(name, value).fold(policy=self)).encode("ascii")
        except Exception:  # noqa: BLE001 (as above)
            return None
        return folded if re.fullmatch(rb"[^\r\n]+(\r\n[ \t]+[^\s][^\r\n]*)*\r\n", folded) else None


def is_text(value: str) -> bool:
    """Whether the value is Unicode throughout, without the surrogates of bytes that nobody could decode."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


VERBATIM = Verbatim(linesep="\r\n")
