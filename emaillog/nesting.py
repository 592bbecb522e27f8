"""How deep an HTML body may nest: told from its tags in one pass, before a parser that is quadratic in depth sees it.

Where it is unsure what a parser would do, it errs towards deeper. A false "too deep" costs the HTML view of one mail
(its text view remains); the opposite error costs the worker.
"""

import re
from dataclasses import dataclass, field

DEPTH = 512
RECONSTRUCTIONS = 300_000  # elements that a parser adds by reopening unclosed formatting in each later block
NEAR = 16  # how far up a misplaced end tag is looked for; honest mails cross tags by one or two


def names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


VOID = names("area base br col embed hr img input link meta param source track wbr")
CLOSED_BY_THE_NEXT = names("p li dt dd tr td th tbody thead tfoot colgroup option")
FORMATTING = names("a b big code em font i nobr s small strike strong tt u")
RAW_TEXT = names("style script title textarea xmp iframe noembed noframes")
OTHER_RULES = names("svg math select template frameset noscript plaintext")

# The tokens of HTML (WHATWG 13.2.5), possessive so that no input makes it look twice at the same character.
TOKEN = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(?P<end>/?)(?P<name>[a-zA-Z][^\t\n\f\r />]*+)"
    r"(?:[\t\n\f\r /]++"
    r"|(?:=[^\t\n\f\r />=]*+|[^\t\n\f\r />=]++)"
    r"(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\t\n\f\r >\"'][^\t\n\f\r >]*+|(?=>)))?+"
    r")*+(?:>|\Z)"
    r"|<[!?/][^>]*+(?:>|\Z)",
    re.DOTALL,
)
NESTING_TAG = re.compile(rf"<(?!(?:{'|'.join(VOID | CLOSED_BY_THE_NEXT)})[\t\n\f\r />])[a-z]", re.IGNORECASE)
OTHER_RULES_TAG = re.compile(rf"<(?:{'|'.join(OTHER_RULES)})", re.IGNORECASE)
END_OF_RAW_TEXT = {name: re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE) for name in RAW_TEXT}


def is_bounded(html: str) -> bool:
    """Whether a parser handles it in reasonable time: depth up to 512, little unclosed formatting."""
    if _is_small(html):
        return True
    tags, position = _Tags(), 0
    while token := TOKEN.search(html, position):
        position = token.end()
        name = token["name"]
        if not name:
            continue
        name = name.lower() if name.isascii() else name
        if token["end"]:
            tags.close(name)
            continue
        tags.open(name)
        if name in RAW_TEXT:
            ends = END_OF_RAW_TEXT[name].search(html, position)
            after = ends.start() if ends else len(html)
            tags.skip(html.count("<", position, after))
            position = after
        if tags.depth > DEPTH or tags.reconstructions > RECONSTRUCTIONS:
            return False
    return True


def _is_small(html: str) -> bool:
    """Most mails: even if none of its tags were ever closed, it would be within the limits."""
    nesting = sum(1 for _ in NESTING_TAG.finditer(html))
    return nesting <= DEPTH and nesting * html.count("<") <= RECONSTRUCTIONS and OTHER_RULES_TAG.search(html) is None


@dataclass
class _Tags:
    """The open elements, as far as they are known, and `debt`: those of which nobody knows whether they are closed."""

    stack: list[str] = field(default_factory=list)
    debt: int = 0
    formatting: int = 0
    reconstructions: int = 0
    by_other_rules: bool = False

    @property
    def depth(self) -> int:
        return len(self.stack) + self.debt

    def open(self, name: str) -> None:
        self.reconstructions += self.formatting + self.debt
        if name in OTHER_RULES:
            self.by_other_rules = True
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

    def skip(self, opened: int) -> None:
        """Raw text: what looks like a tag in it may be one, to a parser that saw no raw text begin."""
        self.debt += opened

    def _close_from(self, index: int) -> None:
        closed = self.stack[index:]
        del self.stack[index:]
        self.formatting -= sum(name in FORMATTING for name in closed)
        if len(closed) > 1:
            self.debt += len(closed)
