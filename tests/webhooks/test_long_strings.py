"""Long strings of a JSON body stay in the request, and come back to the byte whatever they hold."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emaillog.mime.source import OnDisk
from emaillog.webhooks import long_strings
from emaillog.webhooks.long_strings import LongStrings, as_base64, as_decoded, mark_in
from emaillog.webhooks.verbatim import to_bytes

# No surrogates but those of bytes that are no UTF-8: what else is none becomes a question mark as it always did.
TEXTS = st.lists(st.sampled_from(['"', "\\", "\r\n", "ü", "\U0001f600", "\udcff", "x", "\\u", "\0", "€"]), min_size=12)


@pytest.fixture
def small(monkeypatch):
    """Blocks of a few bytes, so that every cut is tried."""
    monkeypatch.setattr(long_strings, "LONG", 20)
    monkeypatch.setattr(long_strings, "HEAD", 14)
    monkeypatch.setattr(long_strings, "BLOCK", 17)


def written(said: object, *, is_ascii: bool) -> bytes:
    return json.dumps(said, ensure_ascii=is_ascii).encode("utf-8", "surrogateescape")


@pytest.mark.usefixtures("small")
@given(pieces=TEXTS, is_ascii=st.booleans())
def test_text_comes_back_whatever_is_in_it(pieces, is_ascii):
    text = "".join(pieces)
    body = written({"a": 'x"', "raw": text, "z": ["raw", text]}, is_ascii=is_ascii)
    strings = LongStrings(body, ["raw"])
    said = json.loads(strings.body.decode("utf-8", "surrogateescape"))
    assert said | {"raw": ""} == {"a": 'x"', "raw": "", "z": ["raw", text]}
    assert b"".join(strings.restored(to_bytes(said["raw"]))) == to_bytes(text)


@pytest.mark.usefixtures("small")
@given(content=st.binary(min_size=30), line=st.sampled_from(["", "\n", "\r\n"]), slash=st.booleans())
def test_base64_comes_back_in_lines_or_decoded(content, line, slash):
    encoded = base64.b64encode(content).decode()
    encoded = line.join(encoded[at : at + 9] for at in range(0, len(encoded), 9)) + line
    body = json.dumps({"Content": encoded}).replace("/", "\\/" if slash else "/").encode()
    strings = LongStrings(body, ["Content"])
    mark = mark_in(json.loads(strings.body)["Content"])
    lines = b"".join(strings.restored(as_base64(mark).encode())).splitlines()
    assert all(len(each) <= 76 for each in lines)
    assert base64.b64decode(b"".join(lines)) == content
    for skipped in (0, 5, len(content)):
        assert b"".join(strings.restored(as_decoded(mark, skipped).encode())) == content[skipped:]


def test_only_the_named_fields_are_shortened_and_only_where_they_are_long():
    long, said = "x" * (long_strings.LONG + 1), {"Content": "short", "TextBody": "y" * 2 * long_strings.LONG}
    body = json.dumps({"Attachments": [said, {"Content": long}], "Content": {"Content": 1}}, separators=(",", " : "))
    strings = LongStrings(body.encode(), ["Content"])
    shortened = json.loads(strings.body)
    assert shortened["Attachments"][0] == said
    assert len(strings.body) < len(body) - long_strings.LONG // 2
    assert b"".join(strings.restored(strings.body)) == body.encode()


def test_a_mark_that_a_provider_or_a_sender_wrote_stays_text():
    forged = f"long-{'0' * 32}-0-0-9-text-0;"
    strings = LongStrings(json.dumps({"raw": "x" * 2 * long_strings.LONG, "b": forged}).encode(), ["raw"])
    assert b"".join(strings.restored(forged.encode())) == forged.encode()


@pytest.mark.parametrize("body", [b"", b'"', b'{"raw":"', b'{"raw":"\\', b'{"raw":"' + b"x" * 3_000_000, b'\\"raw\\"'])
def test_a_body_that_is_cut_or_no_json_is_left_to_the_reader_of_json(body):
    strings = LongStrings(body, ["raw"])
    with pytest.raises(json.JSONDecodeError):
        json.loads(strings.body)


def test_a_large_file_is_read_from_the_disk(tmp_path):
    text = 'Grüße "x" \\ \U0001f600\r\n' * 200_000
    path = tmp_path / "body"
    path.write_bytes(json.dumps({"raw": text}).encode())
    with path.open("rb") as file:
        strings = LongStrings(OnDisk(file.fileno()), ["raw"])
        assert len(strings.body) < 300_000
        assert b"".join(strings.restored(to_bytes(json.loads(strings.body)["raw"]))) == text.encode()
