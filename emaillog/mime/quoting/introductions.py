"""What stands above quoted text and says whose it is: attributions, headers of messages, rulers with words."""

from collections.abc import Iterator
from dataclasses import dataclass

from emaillog.mime.forwarded import attribution, clock, dates, heading, labels, separator, vocabulary
from emaillog.mime.forwarded import subject as subjects
from emaillog.mime.forwarded.folding import fold, squeezed, visible
from emaillog.mime.forwarded.labels import Run
from emaillog.mime.lines import Line
from emaillog.mime.quoting import words

_MOST_LINES = 5_000  # that are searched: nobody writes more above what they answer
_LONGEST = 400  # characters of an attribution
_RULERS = set("-_=*~‐‑‒–—―─")
_ENDINGS = (":", "：", "----")
_FEWEST_KNOWN = 3  # labels that a header without anything above it must have


@dataclass(frozen=True)
class Introduction:
    """lines[first:end] quote; what follows does too where nothing marks the quotation line by line."""

    first: int
    end: int
    reaches_end: bool = False


def find(lines: list[Line], subject: str, ruled: frozenset[int]) -> Iterator[Introduction]:
    at = 0
    while at < min(len(lines), _MOST_LINES):
        line = lines[at]
        if line.depth or line.is_blank:
            at += 1
            continue
        found = _header(lines, at, subject, ruled) or _ruler(lines, at) or _attributed(lines, at)
        if found:
            yield found
            if found.reaches_end:
                return
        at = max(found.end if found else 0, at + 1)


def stands_above(lines: list[Line], quotation: int) -> bool:
    """Whether an attribution ends in the line above the quotation that begins in that line."""
    above = next((at for at in range(quotation - 1, max(-1, quotation - 4), -1) if not lines[at].is_blank), None)
    return above is not None and lines[above].depth <= 0 and _attributed(lines, above) is not None


def _header(lines: list[Line], at: int, subject: str, ruled: frozenset[int]) -> Introduction | None:
    """The header of the message below, as labels. A form that somebody filled in has labels too, but no such ones."""
    if not labels.split(lines[at].text) or not any(map(_has_colon, lines[at + 1 : at + 3])):
        return None
    run = labels.run_at(lines, at)
    if run is None:
        return None
    above = separator.above(lines, at)
    is_set_off = above.kind != "none" or at in ruled
    known = sum(bool(vocabulary.role(each.label)) for each in run.fields)
    is_one = heading.read(run, subject, None) is not None and (
        is_set_off or (known >= _FEWEST_KNOWN and _names_a_sender(run)) or _repeats(run, subject)
    )
    is_one = is_one or (above.kind in {"forwarded", "original"}) or (is_set_off and known >= _FEWEST_KNOWN)
    return Introduction(above.first, run.end, reaches_end=True) if is_one else None


def _has_colon(line: Line) -> bool:
    return ":" in line.text[:60] or "：" in line.text[:60] or line.is_blank


def _names_a_sender(run: Run) -> bool:
    return any(vocabulary.role(each.label) == "from" for each in run.fields)


def _repeats(run: Run, subject: str) -> bool:
    """Whether one of the values is the subject of this very mail, whatever "Re:" stands before either."""
    wanted = squeezed(subjects.split(subject)[1])
    return len(wanted) >= 4 and any(squeezed(subjects.split(each.value)[1]) == wanted for each in run.fields)


def _ruler(lines: list[Line], at: int) -> Introduction | None:
    """ "-----Original Message-----" in a language that is known, with whatever below it."""
    text = lines[at].text.strip()
    if len(text) > 100 or not text[:1] or text[0] not in _RULERS or text[-1] not in _RULERS:
        return None
    inner = text.strip("".join(_RULERS) + " ")
    if not inner or len(text) - len(inner) < 8:
        return None
    speaks = vocabulary.speaks_of_an_original(inner) or vocabulary.speaks_of_forwarding(inner)
    return Introduction(at, at + 1, reaches_end=True) if speaks else None


def _attributed(lines: list[Line], at: int) -> Introduction | None:
    """The attribution that ends in line `at`."""
    text = lines[at].text
    is_followed = _is_followed(lines, at)
    if len(text) > _LONGEST or not (is_followed or visible(text).rstrip(" *_").endswith(_ENDINGS)):
        return None
    found = attribution.at(lines, at)
    if found and found.is_indented:
        return Introduction(found.first, _end_of_indented(lines, at + 1))
    if found:
        return Introduction(found.first, at + 1)
    first, joined = at, visible(text).strip(" *_")
    while True:
        if is_followed and _introduces(lines, at, joined):
            return Introduction(first, at + 1)
        if not is_followed and _stands_alone(joined):
            return Introduction(first, len(lines), reaches_end=True)
        first -= 1
        if at - first > 2 or first < 0 or lines[first].is_blank or lines[first].depth or len(joined) > _LONGEST:
            return None
        joined = f"{visible(lines[first].text[-_LONGEST:]).strip()} {joined}"


def _is_followed(lines: list[Line], at: int) -> bool:
    """Whether the next words are quoted."""
    following = next((line for line in lines[at + 1 : at + 4] if not line.is_blank or line.depth), None)
    return following is not None and following.depth > 0


def _introduces(lines: list[Line], at: int, text: str) -> bool:
    """Right above quoted lines little is needed to be their attribution, but "you asked:" is not enough."""
    is_dated = any(letter.isdigit() for letter in text) and (
        dates.read(text.replace("@", " ")) is not None or clock.read(fold(text[:200])) is not None
    )
    if not text.endswith(_ENDINGS):
        return is_dated and "@" in text
    return is_dated or "@" in text or words.tells_of_writing(text) or _is_all_quoted(lines, at + 1)


def _is_all_quoted(lines: list[Line], start: int) -> bool:
    """Nobody asks "you wrote:" to say nothing below it."""
    following = lines[start : start + _MOST_LINES]
    return len(lines) - start <= _MOST_LINES and all(line.depth or line.is_blank for line in following)


def _stands_alone(text: str) -> bool:
    """An attribution above text that nothing marks as quoted: a date, a time, and a person who wrote."""
    if not text.endswith(_ENDINGS):
        return False
    if "@" in text:
        return attribution.standing_alone([Line(text.rstrip("- ") + ":")], 0) is not None
    return words.tells_of_writing(text) and clock.read(fold(text[:200])) is not None and dates.read(text) is not None


def _end_of_indented(lines: list[Line], start: int) -> int:
    at = start
    while at < len(lines) and (lines[at].is_blank or lines[at].text[:1] in {" ", "\t"}):
        at += 1
    return at
