"""What the forward's own subject tells: many clients write replies and forwards alike but for its prefix."""

from typing import Literal

from emaillog.mime.forwarded import vocabulary
from emaillog.mime.forwarded.folding import visible

_LONGEST_PREFIX = 16  # characters
_LONGEST_TAG = 40


def split(subject: str) -> tuple[list[str], str]:
    """The known prefixes of a subject (Fwd, AW, 转发 ...), and what stands behind them."""
    prefixes: list[str] = []
    rest = visible(subject).strip()
    while len(prefixes) < 20:
        colon = min((at for at in (rest.find(":"), rest.find("：")) if at >= 0), default=-1)
        if not 0 < colon <= _LONGEST_PREFIX or not vocabulary.prefix_meaning(rest[:colon], set()):
            break
        prefixes.append(rest[:colon].strip())
        rest = rest[colon + 1 :].strip()
    return prefixes, rest


def meaning(subject: str, labels: set[str]) -> Literal["forward", "reply", ""]:
    """By the outermost prefix: "Fwd: Re: x" forwards, "Re: Fwd: x" answers."""
    while subject.lstrip().startswith("[") and 0 < subject.find("]") < _LONGEST_TAG:
        subject = subject.partition("]")[2]  # a gateway's tag: [EXTERNAL] FW: x
    prefixes, _ = split(subject)
    return vocabulary.prefix_meaning(prefixes[0], labels) if prefixes else ""
