"""Whether an HTML body can be parsed in reasonable time: told in one pass, before a parser that is quadratic sees it.

Where it is unsure what a parser would do, it errs towards no. A false "no" costs the HTML view of one mail (its text
view remains); a false "yes" costs the worker minutes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field


def names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


DEPTH = 512
RECONSTRUCTIONS = 300_000  # elements that a parser adds by reopening unclosed formatting in each later block
ESCAPES = 100_000  # characters that are written as references: in one text they cost quadratic time too
ATTRIBUTES = 1000  # of one tag: each is compared with all before it
SHORT = 20_000  # characters: no tag of so short a body has attributes enough to matter
NEAR = 16  # how far up a misplaced end tag is looked for; honest mails cross tags by one or two

VOID = names("area base br col embed hr img input link meta param source track wbr")
CLOSED_BY_THE_NEXT = names("p li dt dd tr td th tbody thead tfoot colgroup option")
FORMATTING = names("a b big code em font i nobr s small strike strong tt u")
RAW_TEXT = names("style script title textarea xmp iframe noembed noframes")
OTHER_RULES = names("svg math select template frameset noscript plaintext")

# The tokens of HTML (WHATWG 13.2.5), possessive so that no input makes it look twice at the same character.
ATTRIBUTE = (
    r"(?:=[^\t\n\f\r />=]*+|[^\t\n\f\r />=]++)"
    r"(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\t\n\f\r >\"'][^\t\n\f\r >]*+|(?=>)))?+"
)
TOKEN = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    rf"|<(?P<end>/?)(?P<name>[a-zA-Z][^\t\n\f\r />]*+)(?P<attributes>(?:[\t\n\f\r /]++|{ATTRIBUTE})*+)(?:>|\Z)"
    r"|<[!?/][^>]*+(?:>|\Z)",
    re.DOTALL,
)
ONE_ATTRIBUTE = re.compile(ATTRIBUTE)
NESTING_TAG = re.compile(rf"<(?!(?:{'|'.join(VOID | CLOSED_BY_THE_NEXT)})[\t\n\f\r />])[a-z]", re.IGNORECASE)
OTHER_RULES_TAG = re.compile(rf"<(?:{'|'.join(OTHER_RULES)})", re.IGNORECASE)
END_OF_RAW_TEXT = {name: re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE) for name in RAW_TEXT}


def is_bounded(html: str) -> bool:
    """Whether a parser handles it in time that grows with its length alone, up to a depth of 512."""
    if html.count("&") + html.count("\xa0") > ESCAPES:
        return False
    by_other_rules = OTHER_RULES_TAG.search(html) is not None
    if len(html) > SHORT and (by_other_rules or any(map(_has_many_attributes, _tags(html)))):
        return False
    nesting = sum(1 for _ in NESTING_TAG.finditer(html))
    small = nesting <= DEPTH and nesting * html.count("<") <= RECONSTRUCTIONS  # even if no tag were ever closed
    return (small and not by_other_rules) or _is_shallow(html)


def _has_many_attributes(tag: re.Match[str]) -> bool:
    start, end = tag.span("attributes")
    return end - start > 2 * ATTRIBUTES and sum(1 for _ in ONE_ATTRIBUTE.finditer(tag["attributes"])) > ATTRIBUTES


def _is_shallow(html: str) -> bool:
    elements = _OpenElements()
    for tag in _tags(html):
        name = tag["name"].lower() if tag["name"].isascii() else tag["name"]
        if tag["end"]:
            elements.close(name)
        else:
            elements.open(name, raw_text="" if name not in RAW_TEXT else html[tag.end() : _end_of_raw_text(html, tag)])
        if elements.depth > DEPTH or elements.reconstructions > RECONSTRUCTIONS:
            return False
    return True


def _tags(html: str) -> Iterator[re.Match[str]]:
    """The tags outside comments and raw text."""
    position = 0
    while token := TOKEN.search(html, position):
        position = token.end()
        if token["name"]:
            yield token
            if not token["end"] and token["name"].lower() in RAW_TEXT:
                position = _end_of_raw_text(html, token)


def _end_of_raw_text(html: str, tag: re.Match[str]) -> int:
    end = END_OF_RAW_TEXT[tag["name"].lower()].search(html, tag.end())
    return end.start() if end else len(html)


@dataclass
class _OpenElements:
    """The open elements, as far as they are known, and `debt`: those of which nobody knows whether they are closed."""

    stack: list[str] = field(default_factory=list)
    debt: int = 0
    formatting: int = 0
    reconstructions: int = 0
    by_other_rules: bool = False

    @property
    def depth(self) -> int:
        return len(self.stack) + self.debt

    def open(self, name: str, *, raw_text: str) -> None:
        """What looks like a tag in raw text may be one, to a parser that saw no raw text begin."""
        self.debt += raw_text.count("<")
        self.reconstructions += self.formatting + self.debt
        self.by_other_rules |= name in OTHER_RULES
        if self.by_other_rules:
            self.debt += 1
        elif name not in VOID and name not in CLOSED_BY_THE_NEXT:
            self.stack.append(name)
            self.formatting += name in FORMATTING

    def close(self, name: str) -> None:
        self.reconstructions += self.formatting + self.debt
        near = () if self.by_other_rules else range(len(self.stack) - 1, max(-1, len(self.stack) - 1 - NEAR), -1)
        for index in near:
            if self.stack[index] == name:
                self._close_from(index)
                break

    def _close_from(self, index: int) -> None:
        closed = self.stack[index:]
        del self.stack[index:]
        self.formatting -= sum(name in FORMATTING for name in closed)
        if len(closed) > 1:
            self.debt += len(closed)
