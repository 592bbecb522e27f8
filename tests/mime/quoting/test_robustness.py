"""Whatever comes in: no exception, no line lost, and work that grows no faster than the mail."""

import gc
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emaillog.mime import document
from emaillog.mime.quoting import new_text, split_html, split_text
from tests.mime.quoting.cases import replies

PIECES = st.sampled_from(
    [
        *(
            "\n",
            "\n\n",
            "> ",
            ">> ",
            ">",
            "-- ",
            "--",
            "-----",
            "________________",
            "From: ",
            "Von: a <a@b.test>",
            "To: ",
        ),
        *(
            "Sent: 23.11.2026 10:00",
            "Subject: x",
            "On 23 Nov 2026 at 10:00, a@b.test wrote:",
            "wrote:",
            "schrieb",
            "Regards,",
        ),
        *(
            "Tel. +49 30 1234567",
            "www.a.test",
            "Sent from my iPhone",
            "-----Original Message-----",
            ":",
            "：",
            "\u202e",
        ),
        *("\ufeff", "\xa0", "\t", "    ", "@", "ü", "\0", "\udc80", "1.", ",", "x"),
    ]
)
TAGS = st.sampled_from(
    [
        *(
            "<br>",
            "<p>",
            "</p>",
            '<div class="gmail_quote">',
            '<div class="gmail_attr">',
            "<blockquote>",
            "</blockquote>",
        ),
        *('<blockquote type="cite">', "</div>", "<hr>", '<div id="divRplyFwdMsg">', '<div id="appendonsend"></div>'),
        *(
            '<div class="gmail_signature">',
            "<pre>",
            "</pre>",
            "<table>",
            "<tr><td>",
            '<div style="border-top:solid red">',
        ),
        *('<img src="cid:a">', "<b>", "</b>", "<!-- a -->", "<script>", "<li>", "&gt; ", "&nbsp;"),
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=50).map("".join)
DOCUMENTS = st.lists(st.one_of(PIECES, TAGS, TAGS), max_size=50).map("".join)
LINES = st.lists(st.sampled_from([line for case in replies() for line in case[2]]), max_size=40).map("\n".join)


@given(st.one_of(TEXTS, LINES), st.sampled_from(["", "Re: x", "Offer 4711"]))
@settings(max_examples=400, deadline=None)
def test_every_line_is_in_exactly_one_piece_in_its_order(text, subject):
    pieces = split_text(text, subject)
    assert "\n".join(piece.content for piece in pieces) == text
    assert all(first.kind != second.kind for first, second in pairwise(pieces))
    assert new_text(text, subject) == new_text(text, subject).strip()


@given(DOCUMENTS)
@settings(max_examples=400, deadline=None)
def test_every_word_of_html_is_in_exactly_one_piece_in_its_order(html):
    found = "".join(words(piece.content) for piece in split_html(html))
    assert found == words(html)


def words(html):
    """What is shown, without what tells only how deep it is quoted."""
    return "".join(document.text(html).replace(">", "").replace("\ufeff", "").split())


@pytest.mark.parametrize("split", [split_text, split_html])
def test_nothing_in_is_nothing_out(split):
    assert [(piece.kind, piece.content) for piece in split("")] == [("new", "")]


REPEATED = [
    *(
        ">",
        "> ",
        ">\n",
        " ",
        "\n",
        "-----",
        "-- \n",
        "a@",
        "On ",
        "From: ",
        "From: a\n",
        "x:\n",
        "a: b\n",
        "Regards,\n",
    ),
    *("www.a.test\n", "+49 30 1234567\n", "On 5 March 2026 9:12 a@b.test wrote:\n> x\n", "Sent from my iPhone\n\n"),
    *("1 ", "a.b@", "x <", "： ", "\u202e", "-----Original Message-----\n", "wrote:\n", "(", "+", "www."),
]
REPEATED_HTML = [
    *(
        "<br>",
        "<hr>",
        "<p>a:</p>",
        "<blockquote>",
        '<blockquote type="cite">a</blockquote>b',
        '<div class="gmail_quote">',
    ),
    *(
        "<blockquote>a</blockquote>b:<br>",
        "<b>a</b>",
        "<pre>&gt; a\nb\n</pre>",
        "<div></div>",
        "<p>From: a<br>To: b</p>",
    ),
]


@pytest.mark.parametrize(
    ("split", "piece"), [*((split_text, each) for each in REPEATED), *((split_html, each) for each in REPEATED_HTML)]
)
@pytest.mark.timeout(60)
def test_twice_the_mail_is_no_more_than_twice_the_work(split, piece):
    """Quadratic work would be four times as much: the bound between leaves room for a busy machine."""
    size = 500_000 if split is split_text else 250_000  # half a megabyte of HTML is the most that a page folds
    one = piece * (size // len(piece))
    small, large = (min(seconds(split, one * times) for _ in range(2)) for times in (1, 2))
    assert large < 3 * max(small, 0.02)


def seconds(split, body):
    """Without the collector, whose work grows with all that the other tests have left."""
    gc.disable()
    begun = time.process_time()
    split(body)
    spent = time.process_time() - begun
    gc.enable()
    return spent
