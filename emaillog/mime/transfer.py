"""Content-Transfer-Encoding (RFC 2045 section 6), and uuencode, which is older and still met."""

import binascii

from emaillog.mime.encoded_words import base64


def decode(data: bytes, encoding: str) -> bytes:
    """The bytes that were sent. An unknown encoding leaves them as they are (RFC 2045 section 6.4)."""
    match encoding.strip().lower():
        case "base64":
            return base64(data)
        case "quoted-printable":
            return binascii.a2b_qp(data)
        case "x-uuencode" | "uuencode" | "x-uue" | "uue":
            return _uudecode(data)
    return data


def _uudecode(data: bytes) -> bytes:
    out: list[bytes] = []
    _, _, lines = data.partition(b"begin ")
    for line in lines.splitlines()[1:]:
        if line.strip() == b"end":
            break
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Seen in practice: trailing junk after the encoded line; its first character says how long the line is.
            length = (((line[0] - 32) & 63) * 4 + 5) // 3 if line else 0
            out.append(_lenient(line[:length]))
    return b"".join(out)


def _lenient(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        return b""
