import time

import pytest

from emaillog.quotations import split
from emaillog.snippets import snippet


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Dear Maya,\n\nhere is  our\toffer.\n", "Dear Maya, here is our offer."),
        ("Yes.\n\n> Shall we?\n> Bob", "Yes."),
        ("Yes.\n\nOn Mon, 23 Nov 2026 at 10:00, Bob <bob@acme.test> wrote:\n\nShall we?", "Yes."),
        ("Yes.\n\nOn Mon, 23 Nov 2026 at 10:00, Bob Berry\n<bob@acme.test> wrote:\n> Shall we?", "Yes."),
        ("Ja.\n\nAm 23.11.26 um 10:00 schrieb Bob:\n> Wollen wir?", "Ja."),
        ("Yes.\n-- \nMaya Chen\nCustomer Ltd", "Yes."),
        ("Yes.\n-----Original Message-----\nFrom: Bob", "Yes."),
        ("> Only a quotation", "Only a quotation"),
        ("", ""),
        ("On the table lies an offer, she wrote to me.", "On the table lies an offer, she wrote to me."),
    ],
)
def test_a_row_shows_what_is_new(text, shown):
    assert snippet(text) == shown


def test_a_row_shows_two_hundred_characters_at_most_and_cuts_between_words():
    shown = snippet("word " * 100)
    assert len(shown) <= 200
    assert shown.endswith("word…")


def test_a_word_without_end_is_cut_too():
    assert len(snippet("x" * 10_000)) == 200


@pytest.mark.parametrize(
    ("text", "new", "quoted"),
    [
        ("Yes.\n\n> Shall we?\n", "Yes.", "> Shall we?"),
        ("Yes.\n\nBob wrote to me.", "Yes.\n\nBob wrote to me.", ""),
        ("On Monday Bob wrote:\n> One?\nYes.\n> Two?\nNo.", "On Monday Bob wrote:\n> One?\nYes.\n> Two?\nNo.", ""),
        ("Yes.\n\nOn Mon, 23 Nov, Bob wrote:\n> One?", "Yes.", "On Mon, 23 Nov, Bob wrote:\n> One?"),
        ("> One?\n> Two?", "> One?\n> Two?", ""),
    ],
)
def test_what_is_quoted_below_is_folded_and_what_is_answered_between_is_not(text, new, quoted):
    found_new, found_quoted = split(text)
    assert (found_new, found_quoted.strip()) == (new, quoted)


@pytest.mark.parametrize("piece", ["> ", "On a ", "-- ", "\n", ">\n", "On x wrote\n", "x"])
def test_hostile_text_takes_linear_time(piece):
    started = time.process_time()
    snippet(piece * 300_000)
    split((piece * 300_000)[: 2**20])
    assert time.process_time() - started < 3
