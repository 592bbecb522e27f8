import pytest

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
        ("-- \nMaya\n\n> Only a quotation", "Only a quotation"),
        ("はい。\n\n2026年11月23日(月) 10:00 Bob <bob@acme.test>:\n> いかが", "はい。"),
        ("Sí.\n\nObtener Outlook para iOS", "Sí."),
        ("", ""),
        ("On the table lies an offer, she wrote to me.", "On the table lies an offer, she wrote to me."),
    ],
)
def test_a_row_shows_what_is_new(text, shown):
    assert snippet(text) == shown


@pytest.mark.parametrize(
    ("text", "author", "shown"),
    [
        ("Yes.\n\nMaya\n\nMaya Chen\nHead of Buying", "Maya Chen", "Yes. Maya"),
        ("Yes.\n\nMAYA CHEN\nHead of Buying · Customer Ltd", "Chen, Maya", "Yes."),
        ("Sí.\n\n*María José Gil*\nCompras", "María José Gil", "Sí."),
        ("Yes.\n\nBest,\nMaya Chen", "Maya Chen", "Yes. Best, Maya Chen"),
        ("Maya Chen\nHead of Buying", "Maya Chen", "Maya Chen Head of Buying"),
        (
            "The names:\nMaya Chen\nTom Berry\nShall I book?",
            "Maya Chen",
            "The names: Maya Chen Tom Berry Shall I book?",
        ),
        ("Yes.\n\nMaya\nHead of Buying", "Maya", "Yes. Maya Head of Buying"),
        ("Yes.\n\nMaya Chen\nHead of Buying\n\nBob wrote:\n> Shall we?", "Maya Chen", "Yes."),
        ("Yes.\n\nMaya Chen\nHead of Buying", "", "Yes. Maya Chen Head of Buying"),
    ],
)
def test_a_row_ends_where_its_author_signs_in_full(text, author, shown):
    assert snippet(text, author=author) == shown


def test_a_row_shows_two_hundred_characters_at_most_and_cuts_between_words():
    shown = snippet("word " * 100)
    assert len(shown) <= 200
    assert shown.endswith("word…")


def test_a_word_without_end_is_cut_too():
    assert len(snippet("x" * 10_000)) == 200
