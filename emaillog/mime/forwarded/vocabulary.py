"""Words of mail clients. Hints only: the structure decides, and what is missing here is read all the same."""

from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import Literal, cast, get_args

from emaillog.mime.forwarded.folding import fold

Role = Literal["from", "sender", "to", "cc", "reply-to", "date", "subject", "other", "trace", ""]
Meaning = Literal["forward", "reply", ""]
_TRACES = ("x-", "list-", "arc-", "resent-", "content-", "dkim-", "received", "authentication-", "thread-", "envelope-")
_FEWEST_LETTERS = 4  # of an abbreviation
DayPart = Literal["before noon", "after noon", "night", ""]


@lru_cache(maxsize=1_000)
def role(label: str) -> Role:
    """What a label calls its value, "" when the word is unknown."""
    word = fold(label).strip(" *_\t")
    return "trace" if word.startswith(_TRACES) else _roles().get(word, "")


def speaks_of_forwarding(text: str) -> bool:
    folded = fold(text)
    return any(stem in folded for stem in _section("stem forwarded"))


def speaks_of_an_original(text: str) -> bool:
    """What some clients write above a forwarded and an answered message alike."""
    folded = fold(text)
    return any(stem in folded for stem in _section("stem original"))


def prefix_meaning(prefix: str, labels: set[str]) -> Meaning:
    """What a prefix of a subject says. "VS" answers in Finnish and Estonian and forwards in Danish: the labels
    tell which it is."""
    word = fold(prefix).strip(" .")
    if word == "vs" and labels & _section("vs answers"):
        return "reply"
    if word in _section("prefix forward"):
        return "forward"
    if word in _section("prefix reply"):
        return "reply"
    return "forward" if _abbreviates(word, "stem forwarded") else "reply" if _abbreviates(word, "stem replied") else ""


def _abbreviates(word: str, stems: str) -> bool:
    """Whether it is a form of one of the words ("Posredovano"), or the first letters of one ("Posr")."""
    return len(word) >= _FEWEST_LETTERS and any(
        word.startswith(stem) or stem.startswith(word) for stem in _section(stems)
    )


def day_part(words: str) -> DayPart:
    """Which hours the words beside a time mean. Chinese writes the weekday before them without a space."""
    for part in get_args(DayPart)[:3]:
        known = _section(part)
        if words in known or ("\u3000" < words[-1:] < "\ua000" and words[-2:] in known):
            return cast("DayPart", part)
    return ""


def day_part_at_the_end(words: str) -> DayPart:
    """The same of words that mean something else where more of a date follows them."""
    if words in _section("after noon, at the end"):
        return "after noon"
    return "before noon" if words in _section("before noon, at the end") else ""


def day_part_with_a_point(word: str) -> DayPart:
    """The same of abbreviations right before a time, which without their point are prepositions elsewhere."""
    if word in _section("after noon, with a point before the time"):
        return "after noon"
    return "before noon" if word in _section("before noon, with a point before the time") else ""


@cache
def _roles() -> dict[str, Role]:
    roles = [cast("Role", each) for each in get_args(Role) if each]
    return {word: each for each in roles for word in _section(f"label {each}")}


@cache
def _section(name: str) -> frozenset[str]:
    return frozenset(_sections()[name])


@cache
def _sections() -> dict[str, list[str]]:
    """A name in brackets, then folded words between bars over as many lines as they take."""
    out: dict[str, list[str]] = {}
    words: list[str] = []
    files = (Path(__file__).with_name(name) for name in ("words.txt", "dayparts.txt"))
    for line in chain.from_iterable(each.read_text("utf-8").splitlines() for each in files):
        if line.startswith("["):
            words = out[line.strip("[]")] = []
        elif not line.startswith("#"):
            words.extend(fold(word.strip()) for word in line.split("|") if word.strip())
    return out
