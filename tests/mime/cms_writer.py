"""Writes CMS objects (RFC 5652): whole, as programs with small mails do, or streamed in pieces of indefinite length."""

SIGNED, ENVELOPED = "2a864886f70d010702", "2a864886f70d010703"
DATA = bytes.fromhex("06092a864886f70d010701")


def der(tag, content):
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + content


def ber(tag, content):
    return bytes([tag, 0x80]) + content + b"\0\0"


def signed(content, wrap=der, piece=0):
    octets = der(4, content)
    if piece:
        octets = wrap(0x24, b"".join(der(4, content[at : at + piece]) for at in range(0, len(content), piece)))
    inner = wrap(
        0x30, der(2, b"\1") + wrap(0x31, der(0x30, DATA)) + wrap(0x30, DATA + wrap(0xA0, octets)) + der(0x31, b"")
    )
    return wrap(0x30, der(6, bytes.fromhex(SIGNED)) + wrap(0xA0, inner))


def enveloped(secret=b"?" * 40):
    return der(0x30, der(6, bytes.fromhex(ENVELOPED)) + der(0xA0, der(0x30, der(2, b"\0") + der(4, secret))))
