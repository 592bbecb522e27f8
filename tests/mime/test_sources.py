"""Large mail is read from its file as small mail is from memory, and never lies in memory as a whole."""

import base64
import itertools
import os
import random
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emaillog.mime import transfer
from emaillog.mime.ambition import Ambition
from emaillog.mime.content import Content
from emaillog.mime.message import parse
from emaillog.mime.source import OnDisk, of_chunks
from tests.mime.corpus import FOLDER

MAILS = sorted(FOLDER.rglob("*.eml"), key=str)
MIB = 2**20


@pytest.fixture
def on_disk(tmp_path):
    opened = []

    def write(raw: bytes) -> OnDisk:
        path = tmp_path / str(len(opened))
        path.write_bytes(raw)
        opened.append(os.open(path, os.O_RDONLY))
        return OnDisk(opened[-1])

    yield write
    for descriptor in opened:
        os.close(descriptor)


def large(file: bytes, encoding: str = "base64", name: str = "plan.pdf") -> bytes:
    sent = base64.encodebytes(file).replace(b"\n", b"\r\n") if encoding == "base64" else file
    fields = f"Content-Type: application/pdf; name={name}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode()
    begin = b"From: a@b.test\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nhello\r\n--x\r\n"
    return begin + fields + sent + b"\r\n--x--\r\n"


def test_every_mail_of_the_corpus_reads_alike_from_memory_and_from_disk(on_disk):
    for path in MAILS:
        raw = path.read_bytes()
        for ambition in Ambition:
            assert parse(on_disk(raw), ambition) == parse(raw, ambition), path


@pytest.mark.parametrize("encoding", ["base64", "binary"])
def test_large_file_arrives_byte_for_byte(on_disk, encoding):
    file = random.Random(5).randbytes(3 * MIB + 1)
    (part,) = parse(on_disk(large(file, encoding))).parts
    assert (part.size, part.content.head) == (len(file), file[:8192])
    assert b"".join(part.content.chunks()) == file


def test_large_mail_takes_little_memory(on_disk):
    source = on_disk(large(b"\0" * 30 * MIB))
    tracemalloc.start()
    (part,) = parse(source).parts
    for chunk in part.content.chunks():
        assert len(chunk) <= 256 * 1024
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert part.size == 30 * MIB
    assert peak < 4 * MIB


def test_large_attached_message_is_read_from_its_own_file_when_it_is_encoded(on_disk):
    inner = large(b"\0" * 2 * MIB)
    outer = large(inner, name="original.eml").replace(
        b"application/pdf; name=original", b"message/rfc822; name=original"
    )
    (attached,) = parse(on_disk(outer)).attached
    assert (attached.text.strip(), attached.parts[0].size) == ("hello", 2 * MIB)


def test_text_beyond_its_bound_is_shown_in_part_and_kept_whole():
    message = parse(b"From: a@b.test\r\n\r\n" + b"word " * 300_000)
    (part,) = message.parts
    assert (len(message.text), part.size, message.defects[0]) == (MIB, 1_500_000, "text_not_shown_whole")


def test_a_thousand_long_texts_are_shown_within_one_bound():
    part = b"--x\r\nContent-Type: text/plain\r\n\r\n" + b"word " * 10_000 + b"\r\n"
    message = parse(b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + part * 900)
    assert len(message.text) <= MIB + 1_000
    assert message.parts[-1].size == 50_000


@given(st.binary(max_size=3_000), st.binary(max_size=3), st.integers(1, 50))
def test_source_on_disk_finds_what_bytes_find(raw, mark, times):
    raw = raw * times * 40
    source = of_chunks([raw, b"\0" * (MIB + 1)])
    whole = raw + b"\0" * (MIB + 1)
    for start, end in ((0, len(whole)), (len(raw) // 2, len(raw)), (5, 4), (len(raw), len(whole))):
        if mark:
            assert source.find(mark, start, end) == whole.find(mark, start, end)
        assert source[start:end] == whole[start:end]


@given(st.binary(max_size=400), st.lists(st.integers(0, 700), max_size=6))
def test_base64_is_decoded_the_same_however_it_is_cut(raw, cuts):
    sent = base64.encodebytes(raw)
    borders = [0, *sorted(min(cut, len(sent)) for cut in cuts), len(sent)]
    blocks = [sent[a:b] for a, b in itertools.pairwise(borders)]
    assert b"".join(transfer._base64(blocks)) == raw


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        (b"SGVsbG8", b"Hello"),
        (b"SGVsbG8=", b"Hello"),
        (b"SGVsbG8=\r\n-- \r\nlist footer", b"Hello"),
        (b"S G-V\0sbG8=", b"Hello"),
        (b"=SGVsbG8=", b"Hello"),
        (b"SGVsbG8AA", b"Hello\0"),
    ],
)
def test_broken_base64_gives_what_can_be_read(sent, meant):
    assert Content(sent, 0, len(sent), "base64").read(99) == meant
