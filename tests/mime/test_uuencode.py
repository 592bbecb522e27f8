"""Files that stand in the text of a mail as uuencode."""

import binascii
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emaillog.mime import uuencode
from emaillog.mime.content import Content


def encoded(name, content, eol=b"\n", zero=b"`"):
    lines = [
        binascii.b2a_uu(content[at : at + 45], backtick=zero == b"`").rstrip(b"\n") for at in range(0, len(content), 45)
    ]
    return eol.join([b"begin 644 " + name, *lines, zero, b"end", b""])


def found(raw):
    bare = uuencode.take_out(Content.of(raw), 1_000, 100)
    assert bare.is_whole
    return [(name, b"".join(content.chunks())) for name, content in bare.files], bare.text


@pytest.mark.parametrize("eol", [b"\n", b"\r\n"])
def test_file_between_two_paragraphs(eol):
    content = bytes(range(256)) * 3
    raw = b"Hello," + eol + eol + encoded(b"q3 report.bin", content, eol) + b"Bye" + eol
    assert found(raw) == ([(b"q3 report.bin", content)], b"Hello," + eol + eol + b"Bye" + eol)


def test_two_files_and_one_of_nothing():
    raw = encoded(b"a", b"A") + encoded(b"empty", b"") + encoded(b"b", b"B" * 100)
    assert [name for name, _ in found(raw)[0]] == [b"a", b"empty", b"b"]


def test_old_writers_use_blanks_and_relays_strip_them():
    raw = encoded(b"zeros", bytes(90), zero=b" ").replace(b" " * 60, b" " * 60)
    stripped = b"\n".join(line.rstrip() for line in raw.split(b"\n"))
    assert found(raw)[0][0][1] == bytes(90)
    first_line_whole = raw[:85] + stripped[stripped.index(b"\n") + 2 :]
    assert found(first_line_whole)[0][0][0] == b"zeros"


@pytest.mark.parametrize(
    "text",
    [
        b"begin 644 the work on Monday, said she.\nWe shall see.\nend\n",
        b"Let us begin 644 things\nM and more\nend\n",
        b"begin 999 a.bin\n#0V%T\n`\nend\n",
        b"begin 644 a.bin\n#0V%T\n`\n",
        b"> begin 644 a.bin\n> #0V%T\n> `\n> end\n",
        b"begin 644 a.bin\nend\n",
        b"begin 644 ",
        b"",
    ],
)
def test_text_that_only_looks_like_it_stays_text(text):
    assert found(text) == ([], text)


def test_file_cut_short_does_not_hide_the_next_one():
    raw = encoded(b"lost", b"L" * 200)[:-4] + encoded(b"kept", b"K")
    assert [name for name, _ in found(raw)[0]] == [b"kept"]


def test_exactly_thirty_megabytes_are_counted_block_by_block():
    raw = b"Text\n" + encoded(b"large.bin", bytes(30 * 1024 * 1024))
    started = time.perf_counter()
    (file,) = uuencode.find(raw, 0, len(raw), 100)
    assert time.perf_counter() - started < 5
    assert Content(raw, file.start, file.end, "x-uuencode").size == 31_457_280


@pytest.mark.parametrize(
    "unit", [b"begin 644 a\n", b"begin 644 a\n#0V%T\n", b"begin ", b"begin 644 a\n#0V%T\n`\nend\n", b"M" * 61 + b"\n"]
)
def test_a_megabyte_of_beginnings_takes_a_moment(unit):
    raw = b"begin 644 a\n" + unit * (1_000_000 // len(unit))
    started = time.perf_counter()
    uuencode.find(raw, 0, len(raw), 100)
    assert time.perf_counter() - started < 2


def test_long_text_is_cut_around_its_files():
    raw = b"a" * 90 + b"\n" + encoded(b"x", b"x") + b"b" * 90
    bare = uuencode.take_out(Content.of(raw), 100, 100)
    assert (bare.text, bare.is_whole, len(bare.files)) == (b"a" * 90 + b"\n" + b"b" * 9, False, 1)


def test_no_more_files_are_taken_out_than_allowed():
    raw = encoded(b"x", b"x") * 3
    bare = uuencode.take_out(Content.of(raw), 1_000, 2)
    assert (len(bare.files), bare.text) == (2, encoded(b"x", b"x"))


@given(st.binary(max_size=200), st.binary(max_size=300), st.binary(max_size=100))
def test_whatever_stands_around_a_file_is_kept(before, content, after):
    before = before.replace(b"begin", b"")
    raw = before + b"\n" + encoded(b"x", content or b"x") + after
    files = uuencode.find(raw, 0, len(raw), 100)
    assert files[0].name == b"x"
    assert uuencode.without(raw, 0, len(raw), files[:1], 10_000) == before + b"\n" + after


@given(
    st.lists(st.sampled_from([b"begin 644 x\n", b"#0V%T\n", b"`\n", b"end\n", b"end", b"\n", b"M", b"\r"]), max_size=40)
)
def test_spans_are_in_order_and_inside(pieces):
    raw = b"".join(pieces)
    edges = [edge for file in uuencode.find(raw, 0, len(raw), 100) for edge in (file.start, file.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(raw) for edge in edges)
