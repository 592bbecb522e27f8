"""What somebody typed, understood; and what was found, marked."""

import pytest

from contacts.searching.asked import parse
from contacts.searching.marking import EXCERPT, excerpt, marked


@pytest.mark.parametrize(
    ("typed", "terms", "has_file"),
    [
        ("", [], False),
        ("Maya Chen", [("", ("maya",), False), ("", ("chen",), False)], False),
        ('"red house" sea', [("", ("red", "house"), True), ("", ("sea",), False)], False),
        ("„red house“ “sea shore”", [("", ("red", "house"), True), ("", ("sea", "shore"), True)], False),
        ('"not closed', [("", ("not", "closed"), True)], False),
        ("from:maya to:x@y.test", [("from", ("maya",), False), ("to", ("x", "y", "test"), False)], False),
        ('Von:"Maya Chen" hat:datei', [("from", ("maya", "chen"), True)], True),
        ("HAS:FILE offer", [("", ("offer",), False)], True),
        ("re:offer http://x.test", [("", ("re", "offer"), False), ("", ("http", "x", "test"), False)], False),
        ("from: maya", [("", ("from",), False), ("", ("maya",), False)], False),
        ("… – 'n", [("", ("n",), False)], False),
    ],
)
def test_words_phrases_and_operators(typed, terms, has_file):
    found = parse(typed)
    assert [(term.place, term.tokens, term.is_exact) for term in found.terms] == terms
    assert found.has_file == has_file


def test_only_so_much_is_asked_for():
    assert len(parse("a b c d e f g h i j k").terms) == 8
    assert len(parse("word " * 500).text) == 200


@pytest.mark.parametrize(
    ("text", "typed", "seen"),
    [
        ("Our offer", "off", "Our <mark>off</mark>er"),
        ("Müller & Söhne", "muller", "<mark>Müller</mark> &amp; Söhne"),
        ("Straße 4", "stras", "<mark>Straße</mark> 4"),
        ("a red house, a red door", '"red house"', "a <mark>red house</mark>, a red door"),
        ("<b>bold</b>", "bold", "&lt;b&gt;<mark>bold</mark>&lt;/b&gt;"),
        ("maya@customer.test", "maya@customer.test", "<mark>maya@customer.test</mark>"),
        ("offer offered", "offer offered", "<mark>offer</mark> <mark>offered</mark>"),
        ("nothing", "else", "nothing"),
        ("東京の会議", "会議", "東京の<mark>会議</mark>"),
    ],
)
def test_what_was_found_is_marked_and_everything_is_escaped(text, typed, seen):
    assert marked(text, parse(typed).terms) == seen


def test_an_excerpt_shows_the_place_that_was_found():
    text = "word " * 100 + "the pelican flies\n\nover the sea " + "word " * 100
    found = excerpt(text, parse("pelican").terms)
    assert "the pelican flies over the sea" in found
    assert found.startswith("…word")
    assert found.endswith("word…")
    assert len(found) <= EXCERPT + 2


def test_an_excerpt_of_a_text_without_the_words_is_its_beginning():
    assert excerpt("Dear  Maya,\nhello", parse("pelican").terms) == "Dear Maya, hello"
