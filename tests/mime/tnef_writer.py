"""Writes TNEF streams (MS-OXTNEF) for tests."""

import struct

REND_DATA = (2, 0x9002, 6, b"\x01\x00" + b"\xff" * 12)


def stream(*attributes):
    """(level, id, type, data) of each attribute."""
    body = b"".join(_attribute(*each) for each in attributes)
    return struct.pack("<IH", 0x223E9F78, 1) + body


def _attribute(level, key, kind, data):
    return struct.pack("<BHHI", level, key, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def properties(*values):
    """(id, type, bytes or int) of each MAPI property."""
    return struct.pack("<I", len(values)) + b"".join(_property(*each) for each in values)


def _property(key, kind, value):
    head = struct.pack("<HH", kind, key)
    if key >= 0x8000:
        name = "Keywords\0".encode("utf-16-le")
        head += b"\x29\x03\x02\x00" * 4 + struct.pack("<II", 1, len(name)) + name + bytes(-len(name) % 4)
    if isinstance(value, int):
        return head + struct.pack("<I", value)
    return head + struct.pack("<II", 1, len(value)) + value + bytes(-len(value) % 4)


def unicode(text):
    return (text + "\0").encode("utf-16-le")


def file(name, content, *more, title=b"SHORT~1.PDF\0"):
    return (
        REND_DATA,
        (2, 0x8010, 1, title),
        (2, 0x800F, 6, content),
        (2, 0x9005, 6, properties((0x3707, 0x1F, unicode(name)), (0x3705, 3, 1), *more)),
    )


def winmail(*files, body=()):
    return stream(
        (1, 0x9006, 8, struct.pack("<I", 0x10000)),
        (1, 0x9007, 6, struct.pack("<II", 1252, 0)),
        (1, 0x8008, 7, b"IPM.Microsoft Mail.Note\0"),
        (1, 0x9003, 6, properties((0x8001, 0x1F, unicode("a named one")), (0x0E1F, 0x0B, 1), *body)),
        *(attribute for one in files for attribute in one),
    )
