"""What stands above quoted text and says whose it is: attributions, headers of messages, rulers with words."""

from collections.abc import Iterator
from dataclasses import dataclass

from emaillog.mime.forwarded import labels, separator, vocabulary
from emaillog.mime.lines import Line
from emaillog.mime.quoting import attributions, headers

_MOST_LINES = 5_000  # that are searched: nobody writes more above what they answer
_RULERS = frozenset("-_=*~‐‑‒–—―─")


@dataclass(frozen=True)
class Introduction:
    """lines[first:end] quote; what follows does too where nothing marks the quotation line by line."""

    first: int
    end: int
    reaches_end: bool = False


def find(lines: list[Line], subject: str, ruled: frozenset[int]) -> Iterator[Introduction]:
    """Each line is looked at once; nothing is sought below what reaches the end."""
    depths = [line.depth for line in lines[: _MOST_LINES + attributions.NEAR]]
    at = read_to = 0  # labels have been read up to there
    while at < min(len(lines), _MOST_LINES):
        found = None
        if depths[at] and _is_closed(lines[at]):
            yield Introduction(at, at + 1, reaches_end=True)
            return
        is_near = any(depths[at + 1 : at + 1 + attributions.NEAR])
        if not depths[at] and (is_near or _may_be_one(lines[at].text)):
            run = labels.run_at(lines, at) if at >= read_to and headers.may_begin(lines, at) else None
            read_to = run.end if run else read_to
            found = (run and _header(lines, run, subject, ruled)) or _ruler(lines, at) or _attribution(lines, at)
        if found:
            yield found
            if found.reaches_end:
                return
        at = max(found.end if found else 0, at + 1)


def _may_be_one(text: str) -> bool:
    """A quick look, for lines that are many."""
    text = text.strip()
    end = text[-8:]
    return ":" in end or "：" in end or "--" in end or text[:1] in _RULERS or headers.LABEL.match(text) is not None


def _header(lines: list[Line], run: labels.Run, subject: str, ruled: frozenset[int]) -> Introduction | None:
    first = run.fields[0].first
    above = separator.above(lines, first)
    is_set_off = above.kind != "none" or first in ruled
    if above.kind in {"forwarded", "original"} or headers.is_one(run, subject, is_set_off=is_set_off):
        return Introduction(above.first if above.kind != "none" else headers.first_of(run), run.end, reaches_end=True)
    return None


def _ruler(lines: list[Line], at: int) -> Introduction | None:
    """ "-----Original Message-----" in a language that is known, with whatever below it."""
    text = lines[at].text.strip()
    if not 0 < len(text) <= 100 or text[0] not in _RULERS or text[-1] not in _RULERS:
        return None
    inner = text.strip("".join(_RULERS) + " ")
    if not inner or len(text) - len(inner) < 8:
        return None
    speaks = vocabulary.speaks_of_an_original(inner) or vocabulary.speaks_of_forwarding(inner)
    return Introduction(at, at + 1, reaches_end=True) if speaks else None


def _is_closed(line: Line) -> bool:
    """Seen in practice: GroupWise writes ">>> Bob <bob@x.test> 2026/03/04 16:20 >>>" above text without any marks."""
    return line.depth >= 3 and line.node is None and line.text.endswith(">>>") and 10 < len(line.text) < 200


def _attribution(lines: list[Line], at: int) -> Introduction | None:
    found = attributions.ending_at(lines, at)
    if found is None:
        return None
    return Introduction(found.first, found.end, reaches_end=found.marks == "nothing")
