"""ISO-2022-JP (RFC 1468) with all that mail programs put into it and Python's codec refuses.

Half-width kana (JIS X 0201) and the rows that NEC and IBM added to JIS X 0208, read as Windows code page 932 has them.
"""

import re

_ESCAPE = re.compile(rb"\x1b(\([BJIH]|\$[@AB]|\$\([A-DOPQ])")
_PAIRS = re.compile(rb"(?:[\x21-\x7e]{2})*")
_OTHERS = {b"$A": "gb2312", b"$(A": "gb2312", b"$(C": "euc_kr"}


def is_meant(data: bytes) -> bool:
    """Whether the escapes of this charset stand in it."""
    return b"\x1b$" in data and _ESCAPE.search(data) is not None


def decode(data: bytes) -> str:
    """The text; what means nothing becomes U+FFFD."""
    first, *pieces = _ESCAPE.split(data)
    out = [_plain(first)]
    for escape, piece in zip(pieces[::2], pieces[1::2], strict=True):
        out.append(_segment(escape, piece))
    return "".join(out)


def _segment(escape: bytes, piece: bytes) -> str:
    if escape == b"(I":
        return bytes(byte | 0x80 if byte > 0x20 else byte for byte in piece).decode("cp932", "replace")
    if escape.startswith(b"("):
        return _plain(piece)
    found = _PAIRS.match(piece)
    pairs = found[0] if found else b""
    return _doubles(escape, pairs) + _plain(piece[len(pairs) :])


def _doubles(escape: bytes, pairs: bytes) -> str:
    if escape in _OTHERS:
        return bytes(byte | 0x80 for byte in pairs).decode(_OTHERS[escape], "replace")
    if escape == b"$(D":
        marked = b"".join(bytes((0x8F, pairs[at] | 0x80, pairs[at + 1] | 0x80)) for at in range(0, len(pairs), 2))
        return marked.decode("euc_jp", "replace")
    shifted = b"".join(_shifted(pairs[at], pairs[at + 1]) for at in range(0, len(pairs), 2))
    return shifted.decode("cp932", "replace")


def _shifted(row: int, cell: int) -> bytes:
    """The same character in Shift_JIS, whose lead bytes take two rows each."""
    lead = (row + 1) // 2 + (0x70 if row < 0x5F else 0xB0)
    if row % 2 == 0:
        return bytes((lead, cell + 0x7E))
    return bytes((lead, cell + (0x1F if cell < 0x60 else 0x20)))


def _plain(piece: bytes) -> str:
    return piece.decode("ascii", "replace")
