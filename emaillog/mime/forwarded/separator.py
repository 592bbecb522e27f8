"""What stands directly above a block of labels: words of a client, a ruler, or nothing."""

import re
from typing import Literal, NamedTuple

from emaillog.mime.forwarded import vocabulary
from emaillog.mime.forwarded.folding import visible
from emaillog.mime.lines import Line

_RULERS = set("-_=*~‐‑‒–—―─")
_SCISSORS = re.compile(r"[-=_*~—]{2,20} ?(?:[8%✂][<>]|[<>][8%]|✂)[^@]{0,150}[-=_*~—]{3,}$")
_SHORTEST_RULER = 4  # characters, before and behind the words together
Kind = Literal["forwarded", "original", "words", "ruler", "none"]


class Separator(NamedTuple):
    kind: Kind
    first: int  # index of the line that it is, or of the block where there is none


def above(lines: list[Line], block: int) -> Separator:
    bare = Separator("ruler" if lines[block].is_ruled else "none", block)
    at = block - 1
    while at >= 0 and block - at <= 3 and lines[at].is_blank:
        at -= 1
    if at < 0 or lines[at].depth > lines[block].depth or len(lines[at].text) > 200:
        return bare
    kind = _kind(visible(lines[at].text).strip(), is_quoted=lines[block].depth > 0)
    return Separator(kind, at) if kind != "none" else bare


def _kind(text: str, *, is_quoted: bool) -> Kind:
    inner = text.strip("".join(_RULERS) + " ")
    is_ruled = len(text) - len(inner) >= _SHORTEST_RULER and text[0] in _RULERS
    if is_ruled and not inner:
        return "ruler"
    is_announced = inner.endswith((":", "：")) and 5 <= len(inner) <= 80
    if (is_ruled or is_announced) and vocabulary.speaks_of_forwarding(inner):
        return "forwarded"
    if is_ruled:
        return "original" if vocabulary.speaks_of_an_original(inner) else "words"
    # Apple announces with a sentence, and then quotes: in a language unknown here that is enough.
    return "words" if is_announced and is_quoted else "none"


def may_be_above(lines: list[Line], at: int) -> bool:
    """A quick look, for lines that are many."""
    for line in reversed(lines[max(0, at - 3) : at]):
        if not line.is_blank:
            return visible(line.text[:20]).strip()[:1] in _RULERS
    return False


def is_ruled(text: str) -> bool:
    """Whether a stripped line is a ruler, or words between two."""
    return text[:1] in _RULERS and len(text) - len(text.strip("".join(_RULERS) + " ")) >= _SHORTEST_RULER


def closes(text: str, opening: str) -> bool:
    """Whether a line ends a forwarded text: a ruler, or words ("End of forwarded message") set as the opening was."""
    text = visible(text[:201]).strip()
    if is_ruler(text) or (len(text) <= 200 and _kind(text, is_quoted=False) == "forwarded"):
        return True
    sides = _sides(text)
    return sides != ("", "") and all(sides) and sides == _sides(visible(opening).strip())


def is_cut_out(text: str) -> bool:
    """Whether a line shows scissors (The Bat!: "===8<===Original message text===")."""
    return bool(_SCISSORS.match(visible(text[:201]).strip()))


def _sides(text: str) -> tuple[str, str]:
    rulers = "".join(_RULERS)
    return text[: len(text) - len(text.lstrip(rulers))], text[len(text.rstrip(rulers)) :]


def is_ruler(text: str) -> bool:
    text = text.strip()
    return len(text) >= 10 and set(text) <= _RULERS
