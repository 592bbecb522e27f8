"""Every mail of the corpus is understood as its description says."""

import pytest

from emaillog.mime import forwarded
from emaillog.mime.message import parse
from emaillog.mime.values import Forward
from tests.mime.corpus import cases, understood

MAILS = list(cases("mail"))
FORWARDS = list(cases("forward"))


@pytest.mark.parametrize(("raw", "expected"), [case[1:] for case in MAILS], ids=[case[0] for case in MAILS])
def test_mail_is_understood(raw, expected):
    assert understood(parse(raw), expected) == expected


@pytest.mark.parametrize(("raw", "expected"), [case[1:] for case in FORWARDS], ids=[case[0] for case in FORWARDS])
def test_forward_is_understood(raw, expected):
    result = forwarded.read(parse(raw), frozenset(expected["own"]))
    if "reason" in expected:
        assert getattr(result, "reason", "a forward") == expected["reason"]
        return
    assert isinstance(result, Forward), result
    assert (result.found_in, result.note) == (expected["found_in"], expected["note"])
    wanted = expected["messages"]
    assert [understood(*pair) for pair in zip(result.messages, wanted, strict=True)] == wanted


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(("raw", "expected"), [case[1:] for case in FORWARDS], ids=[case[0] for case in FORWARDS])
def test_forward_is_understood_with_either_line_end(raw, expected, line_end):
    raw = raw.replace(b"\r\n", b"\n").replace(b"\n", line_end)
    result = forwarded.read(parse(raw), frozenset(expected["own"]))
    assert getattr(result, "reason", "a forward") == expected.get("reason", "a forward")


def test_the_corpus_has_what_it_should():
    names = [name for name, *_ in MAILS]
    assert len(MAILS) >= 447
    assert len(FORWARDS) >= 88
    assert len({*names, *(name for name, *_ in FORWARDS)}) >= 530
    assert sum(name.startswith("sent/") for name in names) >= 40  # of as many programs, in thirty languages
