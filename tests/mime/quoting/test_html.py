"""What is new and what is quoted in HTML, by the marks of clients and by structure where there are none.

Every reply is read as it came and as the sanitiser leaves it, which is what the page has.
"""

import pytest

from emaillog.mime import document
from emaillog.mime.quoting import split_html
from emaillog.mime.quoting.pieces import Piece
from emaillog.sanitising import sanitised
from tests.mime.quoting.cases import replies_in_html

REPLIES = list(replies_in_html())
READ_AS = {"as it came": str, "as it is kept": sanitised}


@pytest.mark.parametrize("read_as", READ_AS.values(), ids=READ_AS)
@pytest.mark.parametrize(("html", "wanted"), [case[1:] for case in REPLIES], ids=[case[0] for case in REPLIES])
def test_every_piece_of_a_reply_is_what_it_is(html, wanted, read_as):
    found = [f"{piece.kind[0].upper()} {shown(piece.content)}" for piece in split_html(read_as(html))]
    assert " | ".join(found) == wanted


def shown(html):
    return " ".join(document.text(html).split())


@pytest.mark.parametrize("html", [case[1] for case in REPLIES], ids=[case[0] for case in REPLIES])
def test_nothing_is_lost_and_nothing_doubled_in_the_pieces(html):
    pieces = split_html(html)
    assert " ".join(shown(piece.content) for piece in pieces).split() == shown(html).split()


def test_a_piece_keeps_the_elements_around_it_and_its_pictures():
    html = (
        '<div style="color:red"><p>New <img src="cid:a"></p><blockquote type="cite">Old <img src="cid:b"></blockquote>'
        "<p>Newer</p></div>"
    )
    assert [piece.content for piece in split_html(html)] == [
        '<div style="color:red"><p>New <img src="cid:a"></p></div>',
        '<div style="color:red"><blockquote type="cite">Old <img src="cid:b"></blockquote></div>',
        '<div style="color:red"><p>Newer</p></div>',
    ]


def test_a_rule_above_the_history_is_folded_with_it():
    html = '<p>New</p><hr><div id="divRplyFwdMsg">From: Bob</div><p>Old</p>'
    assert split_html(html)[0].content == "<p>New</p>"


def test_html_that_quotes_nothing_stays_as_it_came():
    html = "<p>Dear <B>Maya</B><p>Bye"
    assert split_html(html) == [Piece("new", html)]


def test_more_answers_than_are_cut_stay_visible():
    html = "".join(f'<blockquote type="cite">q{n}</blockquote><p>a{n}</p>' for n in range(200))
    pieces = split_html(html)
    assert len(pieces) <= 100
    assert pieces[-1].kind == "new"
    assert "a199" in pieces[-1].content
