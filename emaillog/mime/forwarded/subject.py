"""What the forward's own subject tells: many clients write replies and forwards alike but for its prefix."""

from functools import lru_cache
from typing import Literal

from emaillog.mime.forwarded import vocabulary
from emaillog.mime.forwarded.folding import fold, squeezed, visible

_LONGEST_PREFIX = 20  # characters
_LONGEST_TAG = 40


def split(subject: str) -> tuple[list[str], str]:
    """The known prefixes of a subject (Fwd, AW, 转发 ...), and what stands behind them."""
    prefixes: list[str] = []
    rest = visible(subject).strip()
    while len(prefixes) < 20:
        prefix, tail = _cut(rest)
        if not prefix or not vocabulary.prefix_meaning(prefix, set()):
            break
        prefixes.append(prefix)
        rest = tail
    return prefixes, rest


def meaning(subject: str, labels: set[str]) -> Literal["forward", "reply", ""]:
    """By the outermost prefix: "Fwd: Re: x" forwards, "Re: Fwd: x" answers."""
    if _of_terminal(subject):
        return "forward"
    prefixes, _ = split(_without_tags(subject))
    return vocabulary.prefix_meaning(prefixes[0], labels) if prefixes else ""


def is_same(outer: str, inner: str) -> bool:
    """Whether a forward's subject is the original's but for prefixes, of which the outermost may be unknown."""
    return squeezed(_bare(inner)) in _forms(outer)


@lru_cache(maxsize=16)  # every field of a header is held against the same subject
def _forms(outer: str) -> frozenset[str]:
    outer = _of_terminal(outer) or outer
    return frozenset({squeezed(_bare(outer)), squeezed(_bare(_cut(_without_tags(outer))[1]))})


def has_unknown_prefix(outer: str, inner: str) -> bool:
    """Whether a client in a language unknown here put its word before the original's subject."""
    prefix, rest = _cut(visible(_without_tags(outer)).strip())
    return bool(prefix) and not vocabulary.prefix_meaning(prefix, set()) and squeezed(rest) == squeezed(inner) != ""


def _bare(subject: str) -> str:
    """Without prefixes and tags, in whatever order they stand."""
    for _ in range(5):
        bare = _without_tags(split(subject)[1])
        if bare == subject:
            break
        subject = bare
    return subject


def _cut(subject: str) -> tuple[str, str]:
    """What stands before and behind the first colon, "" where no prefix can be."""
    colon = min((at for at in (subject.find(":"), subject.find("：")) if at >= 0), default=-1)
    if not 0 < colon <= _LONGEST_PREFIX:
        return "", subject
    return subject[:colon].strip(), subject[colon + 1 :].strip()


def _without_tags(subject: str) -> str:
    """Without what gateways put before it: [EXTERNAL] FW: x."""
    while subject.lstrip().startswith("[") and 0 < subject.find("]") < min(_LONGEST_TAG, len(subject.rstrip()) - 1):
        subject = subject.partition("]")[2].lstrip()
    return subject


def _of_terminal(subject: str) -> str:
    """The original's subject in what mutt ("[dana@fox.test: Price]") and Pine ("Price (fwd)") make of it, else ""."""
    subject = subject.strip()
    if fold(subject[-5:]) == "(fwd)":
        return subject[:-5].strip()
    writer, colon, rest = subject.removeprefix("[").removesuffix("]").partition(": ")
    return rest if colon and "@" in writer and subject[:1] == "[" and subject[-1:] == "]" else ""
