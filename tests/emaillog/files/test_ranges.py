"""Downloads that go on where they stopped (RFC 9110 sections 13 and 14)."""

import pytest

from emaillog import blobs
from emaillog.models import Attachment

CONTENT = bytes(range(256)) * 4000  # several chunks
SIZE = len(CONTENT)


@pytest.fixture
def file(log, attachment_of) -> Attachment:
    return attachment_of(log(attachments=(("film.bin", CONTENT),)), "film.bin")


@pytest.fixture
def fetch(signed_in, bob, at, file):
    client = signed_in(bob)
    return lambda method="get", **headers: getattr(client, method)(at("attachment", file.pk), headers=headers)


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=1000000-", 1_000_000, SIZE),
        ("bytes=300000-800000", 300_000, 800_001),
        ("bytes=-5", SIZE - 5, SIZE),
        ("bytes=-9999999999", 0, SIZE),
        ("bytes=5-99999999999", 5, SIZE),
        ("Bytes = 3 - 4", 3, 5),
    ],
)
def test_a_range_is_answered_with_just_these_bytes(fetch, asked, start, end):
    answer = fetch(Range=asked)
    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes {start}-{end - 1}/{SIZE}"
    assert answer["Content-Length"] == str(end - start)
    assert answer.getvalue() == CONTENT[start:end]


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=99999999-", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused_with_the_size(fetch, asked):
    answer = fetch(Range=asked)
    assert (answer.status_code, answer["Content-Range"], answer.content) == (416, f"bytes */{SIZE}", b"")
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "asked", ["bytes=0-1,5-6", "lines=1-2", "bytes=5-4", "bytes=-", "bytes=a-b", "bytes=٣-٤", "", "bytes=1-2-3"]
)
def test_what_is_no_single_range_of_bytes_gets_the_whole(fetch, asked):
    answer = fetch(Range=asked)
    assert (answer.status_code, answer.getvalue()) == (200, CONTENT)


def test_a_part_is_locked_as_the_whole_is(fetch):
    whole, part = fetch(), fetch(Range="bytes=0-9")
    for field in ("Content-Type", "Content-Disposition", "X-Content-Type-Options", "Content-Security-Policy", "ETag"):
        assert whole[field] == part[field]
    assert "no-store" in part["Cache-Control"]
    assert part["Accept-Ranges"] == "bytes"


def test_if_range_of_the_same_file_lets_it_go_on_and_of_another_begins_anew(fetch, file):
    assert fetch()["ETag"] == f'"{file.sha256}"'
    answers = {
        condition: fetch(**{"Range": "bytes=0-9", "If-Range": condition}).status_code
        for condition in (f'"{file.sha256}"', '"another"', f'W/"{file.sha256}"', "Mon, 23 Nov 2026 10:00:00 GMT")
    }
    assert list(answers.values()) == [206, 200, 200, 200]


def test_who_has_the_file_already_is_told_so(fetch, file):
    assert fetch(**{"If-None-Match": f'"{file.sha256}"'}).status_code == 304
    assert fetch(**{"If-Match": '"another"'}).status_code == 412


def test_head_tells_all_but_the_bytes_and_knows_no_range(fetch):
    answer = fetch("head", Range="bytes=0-9")
    assert (answer.status_code, answer["Content-Length"], answer.content) == (200, str(SIZE), b"")
    assert answer["Accept-Ranges"] == "bytes"


def test_a_part_of_a_file_that_the_storage_has_lost_is_404(fetch, file):
    blobs.delete(file.blob)
    assert fetch(Range="bytes=0-9").status_code == 404
    assert fetch("head").status_code == 404


def test_no_more_of_the_blob_is_read_than_is_asked_for(file):
    chunks = list(blobs.stream(file.blob, 7, 20))
    assert chunks == [CONTENT[7:20]]
    assert {len(chunk) for chunk in blobs.stream(file.blob)} <= {blobs.CHUNK, SIZE % blobs.CHUNK}
