"""The files that the sample mails carry, made from a few words: PDF, PNG, CSV, and a film too large to keep."""

import csv
import io
import struct
import zlib

from emaillog.demo.script import File
from emaillog.demo.workbook import workbook

GREEN, PALE, WHITE, STEEL = b"\x2f\x6f\x4e", b"\xdc\xe9\xe1", b"\xff\xff\xff", b"\x8c\x96\xa0"
FILM = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"


def content_of(file: File) -> bytes:
    if file.mib:
        return FILM + bytes(file.mib * 2**20 - len(FILM))
    if file.bars:
        return chart(file.bars)
    if file.aisles:
        return plan(file.aisles)
    if file.name.endswith(".xlsx"):
        return workbook(file.rows)
    return table(file.rows) if file.rows else page(file.title or file.name, file.lines)


MEDIA_TYPES = {
    "png": ("image", "png"),
    "csv": ("text", "csv"),
    "mp4": ("video", "mp4"),
    "xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def media_type(name: str) -> tuple[str, str]:
    return MEDIA_TYPES.get(name.rpartition(".")[2], ("application", "pdf"))


def table(rows: tuple[str, ...]) -> bytes:
    """Rows whose cells are separated by `|`."""
    out = io.StringIO()
    csv.writer(out).writerows([cell.strip() for cell in row.split("|")] for row in rows)
    return out.getvalue().encode()


def chart(bars: tuple[int, ...], height: int = 180, width: int = 36, gap: int = 12) -> bytes:
    """A bar chart; the tallest bar fills it."""
    tallest = max(bars)
    tops = [height - round((height - 12) * bar / tallest) for bar in bars]
    lines = []
    for y in range(height + 8):
        ground = PALE if y >= height else WHITE
        lines.append(b"".join((GREEN if top <= y < height else ground) * width + ground * gap for top in tops))
    return png(lines)


def plan(aisles: int, length: int = 300, width: int = 48) -> bytes:
    """A hall from above: racks beside the aisles, the dock on top, a cabinet at the right."""
    dock, ground = PALE * ((aisles + 1) * width), WHITE * ((aisles + 1) * width)
    racks = (STEEL * (width // 3) + WHITE * (width - width // 3)) * aisles + STEEL * (width // 3)
    floor = racks + WHITE * (width - width // 3)
    cabinet = floor[: -3 * (width // 3)] + GREEN * (width // 3)
    lines = [dock] * 24 + [ground] * 24 + [floor] * (length // 3) + [cabinet] * 18 + [floor] * (length // 2)
    return png([*lines, *[ground] * 24])


def logo() -> bytes:
    """A leaf of two quarter circles, 48 pixels."""
    size = 48

    def is_leaf(x: int, y: int) -> bool:
        return x * x + (size - y) ** 2 < size * size and (size - x) ** 2 + y * y < size * size

    return png([b"".join(GREEN if is_leaf(x, y) else WHITE for x in range(size)) for y in range(size)])


def png(lines: list[bytes]) -> bytes:
    """Lines of 24-bit pixels as a picture (PNG specification, section 5)."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", len(lines[0]) // 3, len(lines), 8, 2, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + line for line in lines))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def page(title: str, lines: tuple[str, ...]) -> bytes:
    """One page of text (PDF 1.4) with a heading."""
    drawn = [f"BT /F1 18 Tf 60 770 Td ({escaped(title)}) Tj ET 0.18 0.44 0.31 RG 60 756 m 535 756 l S"]
    drawn += [f"BT /F1 11 Tf 60 {725 - 20 * n} Td ({escaped(line)}) Tj ET" for n, line in enumerate(lines)]
    stream = "\n".join(drawn).encode("cp1252", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    return assembled(objects)


def escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def assembled(objects: list[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
