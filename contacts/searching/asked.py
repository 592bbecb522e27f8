"""What somebody asks for: words, phrases in quotation marks, and a few operators."""

import re
from dataclasses import dataclass
from typing import Literal

from contacts.searching.words import words

Place = Literal["", "from", "to", "with"]  # where in a mail a term must stand; "with" is from or to
LONGEST = 200  # characters
MOST_TERMS = 8
PIECE = re.compile(r'(?:(?P<place>[a-z]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>\S+))', re.IGNORECASE)
PLACES: dict[str, Place] = {"from": "from", "von": "from", "to": "to", "an": "to"}
QUOTES = str.maketrans("“”„«»", '"' * 5)  # as phones and German keyboards write them
FILES = frozenset({"has:file", "has:files", "has:attachment", "hat:datei", "hat:anhang"})


@dataclass(frozen=True)
class Term:
    """Words that must follow each other; the last one may be the beginning of a word unless the term is exact."""

    tokens: tuple[str, ...]
    is_exact: bool = False
    place: Place = ""

    def at(self, said: list[str], position: int) -> bool:
        """Whether these words stand there."""
        *before, last = self.tokens
        found = said[position : position + len(self.tokens)]
        if len(found) < len(self.tokens) or found[:-1] != before:
            return False
        return found[-1] == last if self.is_exact else found[-1].startswith(last)

    def is_in(self, said: list[str]) -> bool:
        return any(self.at(said, position) for position in range(len(said)))


@dataclass(frozen=True)
class Asked:
    """All of the terms are asked for; `text` is what was typed."""

    text: str = ""
    terms: tuple[Term, ...] = ()
    has_file: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.terms and not self.has_file

    @property
    def is_about_mail(self) -> bool:
        """Whether an operator asks for something that only mails have."""
        return self.has_file or any(term.place for term in self.terms)


def parse(typed: str) -> Asked:
    """Never refuses: what is no operator is a word."""
    text = " ".join(typed.replace("\0", " ").split())[:LONGEST]
    terms, has_file = list[Term](), False
    for piece in PIECE.finditer(text.translate(QUOTES)):
        if piece[0].lower() in FILES:
            has_file = True
            continue
        place = PLACES.get((piece["place"] or "").lower(), "")
        said = (piece["phrase"] or piece["word"] or "") if place or not piece["place"] else piece[0]
        if tokens := tuple(words(said)):
            terms.append(Term(tokens, piece["phrase"] is not None, place))
    return Asked(text, tuple(terms[:MOST_TERMS]), has_file)
