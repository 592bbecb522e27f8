"""What was found, marked in the text it was found in."""

import re
from collections.abc import Iterable, Iterator

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from contacts.searching.asked import Term
from contacts.searching.words import WORD, fold

EXCERPT = 180  # characters
BEFORE = 60  # of them in front of what was found
Span = tuple[int, int]


def marked(text: str, terms: Iterable[Term]) -> SafeString:
    """The text, escaped, with `<mark>` around each of the terms."""
    pieces, end = list[str](), 0
    for first, last in spans(text, terms):
        pieces += [escape(text[end:first]), format_html("<mark>{}</mark>", text[first:last])]
        end = last
    return mark_safe("".join([*pieces, escape(text[end:])]))  # noqa: S308 (every piece is escaped)


def spans(text: str, terms: Iterable[Term]) -> list[Span]:
    """Where the terms stand, in order and without overlap; of a word that was only begun its beginning."""
    found = list(WORD.finditer(text))
    folded = [fold(word[0]) for word in found]
    places = sorted(span for term in terms for span in _of(term, found, folded))
    apart = list[Span]()
    for first, last in places:
        if apart and first < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(last, apart[-1][1]))
        else:
            apart.append((first, last))
    return apart


def _of(term: Term, found: list[re.Match[str]], folded: list[str]) -> Iterator[Span]:
    for position in range(len(folded)):
        if term.at(folded, position):
            last, token = found[position + len(term.tokens) - 1], term.tokens[-1]
            is_as_long = len(folded[position + len(term.tokens) - 1]) == len(last[0])
            yield found[position].start(), last.start() + len(token) if is_as_long else last.end()


def excerpt(text: str, terms: Iterable[Term]) -> str:
    """Some words around the first place where a term stands; the beginning where none does."""
    flat = " ".join(text.split())
    place = next(iter(spans(flat, terms)), (0, 0))[0]
    begin = max(0, place - BEFORE)
    if begin:
        begin = flat.find(" ", begin, place) + 1 or begin
    rest = flat[begin:]
    cut = rest if len(rest) <= EXCERPT else f"{rest[:EXCERPT].rpartition(' ')[0] or rest[:EXCERPT]}…"
    return f"…{cut}" if begin else cut
