"""What is new, quoted and signature in plain text, for real clients and for those that nobody has seen."""

import pytest

from emaillog.mime.quoting import new_text, split_text
from tests.mime.quoting.cases import lines_of, replies

CASES = list(replies())


@pytest.mark.parametrize(("subject", "lines", "kinds"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_every_line_of_a_reply_is_what_it_is(subject, lines, kinds):
    found = lines_of(split_text("\n".join(lines), subject))
    assert found == list(zip(kinds, lines, strict=True))


def test_new_text_is_what_a_search_finds():
    assert new_text("Yes.\n\n-- \nMaya\n\nBob wrote:\n> Shall we?") == "Yes."
    assert not new_text("> Shall we?")


def test_what_stands_right_above_a_header_stays_new():
    pieces = split_text(
        "Yes.\nPS: see below\nFrom: Bob\nSent: 23 November 2026 10:00\nTo: Maya\nSubject: Offer\n\nHello"
    )
    assert pieces[0].content == "Yes.\nPS: see below"
