"""winmail.dat: Outlook's own wrapping of files and body, read only when it is sound."""

import struct
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emaillog.mime import tnef
from tests.mime.tnef_writer import REND_DATA, file, properties, stream, unicode, winmail


def read(raw):
    return tnef.read(raw, 0, len(raw))


def content(file):
    return b"".join(file.content.chunks())


def test_files_have_their_long_names_types_and_bytes():
    whole = bytes(range(256)) * 40
    found = read(
        winmail(file("Angebot für Ülle.pdf", whole, (0x370E, 0x1E, b"application/pdf\0")), file("b.txt", b"b"))
    )
    assert [(one.name, one.content_type, content(one)) for one in found.files] == [
        ("Angebot für Ülle.pdf", "application/pdf", whole),
        ("b.txt", "", b"b"),
    ]


def test_body_comes_as_text_and_as_html_in_its_code_page():
    body = ((0x1000, 0x1F, unicode("Grüße")), (0x3FDE, 3, 28592), (0x1013, 0x102, "<p>Žluť</p>".encode("iso-8859-2")))
    found = read(winmail(body=body))
    assert (found.text, found.html) == ("Grüße", "<p>Žluť</p>")


def test_old_streams_have_body_title_and_code_page_as_plain_attributes():
    found = read(
        stream(
            (1, 0x9007, 6, struct.pack("<II", 1251, 0)),
            (1, 0x800C, 2, "Привет\0".encode("cp1251")),
            REND_DATA,
            (2, 0x8010, 1, "счёт.doc\0".encode("cp1251")),
            (2, 0x800F, 6, b"D"),
        )
    )
    assert (found.text, found.files[0].name, content(found.files[0])) == ("Привет", "счёт.doc", b"D")


def test_data_may_stand_among_the_properties_and_an_image_has_its_content_id():
    props = properties(
        (0x3701, 0x102, b"PNG"), (0x3712, 0x1F, unicode("<logo@x>")), (0x3001, 0x1F, unicode("logo.png"))
    )
    found = read(stream(REND_DATA, (2, 0x9005, 6, props)))
    assert (found.files[0].name, content(found.files[0]), found.files[0].content_id) == ("logo.png", b"PNG", "logo@x")


def test_message_in_a_message_stays_a_stream_of_its_own():
    inner = winmail(body=((0x1000, 0x1E, b"inside\0"),))
    interface = bytes.fromhex("0703020000000000c000000000000046")
    found = read(stream(REND_DATA, (2, 0x9005, 6, properties((0x3701, 0x0D, interface + inner)))))
    assert found.files[0].content_type == "application/ms-tnef"
    assert read(content(found.files[0])).text == "inside"


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"PK\x03\x04 no TNEF",
        winmail(file("a.txt", b"x" * 200))[:-150],
        winmail(file("a.txt", b"x" * 200))[:-5],
        stream((7, 0x9003, 6, b"")),
        stream((1, 0x9003, 6, struct.pack("<I", 0xFFFFFFFF))),
        stream((1, 0x9003, 6, struct.pack("<IHHII", 1, 0x1E, 0x1000, 1, 0xFFFFFFFF))),
        stream((1, 0x9003, 6, struct.pack("<IHHI", 1, 0x101E, 0x1000, 0xFFFFFFFF))),
        stream((1, 0x9003, 6, struct.pack("<IHHI", 1, 0x7777, 0x1000, 1))),
        stream((2, 0x800F, 6, b"data of no attachment")),
        stream(*[REND_DATA] * 101),
    ],
)
def test_damaged_or_endless_stream_is_not_opened(damaged):
    assert read(damaged) is None


def test_padding_behind_the_last_attribute_is_no_damage():
    assert read(winmail(file("a.txt", b"x")) + b"\0\0\r\n").files


def test_what_is_too_large_is_not_opened(monkeypatch):
    whole = winmail(file("a.txt", b"x" * 500))
    monkeypatch.setattr(tnef, "LARGEST", len(whole))
    assert read(whole)
    assert read(whole + b"\0") is None


@pytest.mark.parametrize(
    "unit",
    [
        struct.pack("<BHHI", 1, 0x8020, 3, 0) + b"\0\0",
        struct.pack("<BHHI", 2, 0x9002, 6, 0) + b"\0\0",
    ],
)
def test_a_megabyte_of_tiny_attributes_takes_a_moment(unit):
    started = time.perf_counter()
    read(stream() + unit * (1_000_000 // len(unit)))
    assert time.perf_counter() - started < 2


def test_a_megabyte_of_tiny_values_takes_little_room():
    several = struct.pack("<IHHI", 1, 0x1002, 0x1000, 250_000) + bytes(1_000_000)
    tracemalloc.start()
    read(stream((1, 0x9003, 6, several)))
    assert tracemalloc.get_traced_memory()[1] < 6_000_000
    tracemalloc.stop()


@given(st.binary(max_size=600))
def test_anything_behind_the_signature_is_read_or_refused(junk):
    found = read(stream() + junk)
    assert found is None or len(found.files) <= tnef.FILES


@given(st.data())
def test_a_sound_stream_with_changed_bytes_is_read_or_refused(data):
    whole = bytearray(
        winmail(file("a.pdf", b"x" * 50, (0x370E, 0x1E, b"text/plain\0")), body=((0x1000, 0x1F, unicode("b")),))
    )
    for at in data.draw(st.lists(st.integers(6, len(whole) - 1), min_size=1, max_size=8)):
        whole[at] = data.draw(st.integers(0, 255))
    found = read(bytes(whole))
    assert found is None or sum(len(content(one)) for one in found.files) <= len(whole)
