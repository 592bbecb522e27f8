"""Eight times the text is about eight times the work, for every reader and whatever is repeated.

Processor time, never the clock, and without the garbage collector, which looks at all there is time and again. What
looks too slow is measured once more, since a busy machine only ever makes it slower. Quadratic work would be 64 times.
"""

import gc
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from emaillog.mime import address, document, encoded_words, forwarded, quoting
from emaillog.mime.flowed import unflow
from emaillog.mime.forwarded import people
from emaillog.mime.message import parse
from emaillog.mime.values import ParsedMessage
from emaillog.sanitising import sanitised
from emaillog.snippets import snippet

OWN = frozenset({"bob@acme.test"})
SMALL, TIMES = 20_000, 8  # characters
MOST = TIMES * 1.8
NEXT_TO_NOTHING = 0.08  # seconds: too little to measure
WRAPPER = parse(b"From: bob@acme.test\r\nTo: forward@in.test\r\nSubject: Fwd: x\r\n\r\nx")
FORWARDED = (
    "---------- Forwarded message ---------\nFrom: Maya <maya@c.test>\nDate: 5 March 2026 09:12\nTo: a@b.test\n\n"
)


def mail(content_type: str, body: str, field: str = "X-A: b") -> ParsedMessage:
    head = f"From: bob@acme.test\r\n{field}\r\nContent-Type: {content_type}; charset=utf-8\r\n\r\n"
    return parse((head + body).encode("utf-8", "surrogatepass"))


def as_html(text: str) -> str:
    return text.replace("\n", "<br>\n")


READERS: dict[str, Callable[[str], object]] = {
    "a mail of text": lambda text: mail("text/plain", text),
    "a mail of flowed text": lambda text: unflow(text, deletes_space=True),
    "a mail of HTML": lambda text: mail("text/html", as_html(text)),
    "a header field": lambda text: mail("text/plain", "x", "Cc: " + text.replace("\n", "\r\n ")),
    "people": address.mailboxes,
    "people of a forward": lambda text: (people.read(text), people.sender(text)),
    "encoded words": encoded_words.decode,
    "the text of HTML": lambda text: document.text(as_html(text)),
    "a forward in text": lambda text: forwarded.read(replace(WRAPPER, text=text), OWN),
    "a forward's own text": lambda text: forwarded.read(replace(WRAPPER, text=FORWARDED + text), OWN),
    "a forward in HTML": lambda text: forwarded.read(replace(WRAPPER, html=as_html(text)), OWN),
    "a forward's own HTML": lambda text: forwarded.read(replace(WRAPPER, html=as_html(FORWARDED + text)), OWN),
    "quotations in text": quoting.split_text,
    "quotations in HTML": lambda text: quoting.split_html(as_html(text)),
    "the sanitiser": lambda text: sanitised(as_html(text)),
    "a row's words": snippet,
}
PIECES = (">", " ", "-----", "=?", "a@", "From: ", "\r", '\\"', "(")
FORMS = {"in one line": "{}", "line by line": "{}\n", "quoted": "> {}\n"}


def seconds(reader: Callable[[str], object], text: str) -> float:
    gc.disable()
    begun = time.process_time()
    reader(text)
    spent = time.process_time() - begun
    gc.enable()
    return spent


def is_linear(reader: Callable[[str], object], piece: str) -> bool:
    small, large = (piece * (size // len(piece)) for size in (SMALL, SMALL * TIMES))
    least = most = float("inf")
    for _attempt in range(3):
        most = min(most, seconds(reader, large))
        if most < NEXT_TO_NOTHING:
            return True
        least = min(least, seconds(reader, small))
        if most < MOST * least:
            return True
    return False


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("piece", PIECES, ids=repr)
@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_eight_times_the_text_is_about_eight_times_the_work(reader, piece, form):
    assert is_linear(reader, form.format(piece))


ELEMENTS = (
    "<br>",
    "<b>a</b>",
    "<a href=mailto:a@b.test>c</a> ",
    "<p>",
    "<div>",
    "<table><tr><td>",
    "<blockquote>",
    "</b>",
    "<!--",
)
HTML_READERS = [name for name in READERS if "HTML" in name or "sanitiser" in name]


@pytest.mark.parametrize("piece", ELEMENTS)
@pytest.mark.parametrize("reader", HTML_READERS)
def test_eight_times_the_elements_are_about_eight_times_the_work(reader, piece):
    assert is_linear(READERS[reader], piece)


LINES = (
    "Date: 5 March 2026 09:12\n",
    "a: b\n",
    "x <\n",
    "[mailto:a@b.test]",
    "1 ",
    "： ",
    "\u202e",
    "=",
    "On 5 March 2026 a@b.test wrote:\n",
    "-- \n",
)
TEXT_READERS = [name for name in READERS if "text" in name or "forward" in name]


@pytest.mark.parametrize("piece", LINES, ids=repr)
@pytest.mark.parametrize("reader", TEXT_READERS)
def test_eight_times_the_lines_are_about_eight_times_the_work(reader, piece):
    assert is_linear(READERS[reader], piece)
