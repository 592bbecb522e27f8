"""What stands above quoted text and says whose it is: attributions, headers of messages, rulers with words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from emaillog.mime.forwarded import attribution, clock, dates, fields, heading, labels, separator, vocabulary
from emaillog.mime.forwarded import subject as subjects
from emaillog.mime.forwarded.folding import fold, squeezed, visible
from emaillog.mime.forwarded.labels import Run
from emaillog.mime.lines import Line
from emaillog.mime.quoting import words
from emaillog.mime.values import ParsedMessage
from emaillog.mime.values import ParsedMessage

_MOST_LINES = 5_000  # that are searched: nobody writes more above what they answer
_LONGEST = 400  # characters of an attribution
_RULERS = frozenset("-_=*~‐‑‒–—―─")
_FEWEST_LETTERS = 4  # of a subject that is no chance
_LABEL = re.compile(r"[^<>@\"\[\]{}/\\|=,;!?:：0-9]{1,60}[:：]")
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
    depths = [line.depth for line in lines[: _MOST_LINES + 4]]
    while at < min(len(lines), _MOST_LINES):
        if depths[at] or not (any(depths[at + 1 : at + 4]) or _may_be_one(lines[at].text)):
            at += 1
            continue
        found = _header(lines, at, subject, ruled) or _ruler(lines, at) or _attributed(lines, at)
        if found:
            yield found
            if found.reaches_end:
                return
        at = max(found.end if found else 0, at + 1)


def _may_be_one(text: str) -> bool:
    """A quick look, for lines that are many."""
    text = text.strip()
    end = text[-8:]
    return ":" in end or "：" in end or "--" in end or text[:1] in _RULERS or _LABEL.match(text) is not None


def stands_above(lines: list[Line], quotation: int) -> bool:
    """Whether an attribution ends in the line above the quotation that begins in that line."""
    above = next((at for at in range(quotation - 1, max(-1, quotation - 4), -1) if not lines[at].is_blank), None)
    return above is not None and lines[above].depth <= 0 and _attributed(lines, above) is not None


def _header(lines: list[Line], at: int, subject: str, ruled: frozenset[int]) -> Introduction | None:
    """The header of the message below, as labels. A form that somebody filled in has labels too, but no such ones."""
    if not _LABEL.match(lines[at].text) or not any(map(_has_colon, lines[at + 1 : at + 3])):
        return None
    run = labels.run_at(lines, at)
    if run is None or run.fields[0].first != at:
        return None
    above = separator.above(lines, at)
    known = sum(bool(vocabulary.role(each.label)) for each in run.fields)
    if above.kind not in {"forwarded", "original"}:
        is_set_off = above.kind != "none" or at in ruled
        found = heading.read(run, ParsedMessage(subject=subject))
        is_known = known >= _FEWEST_KNOWN and _names(run, "from") and (found is not None or _names(run, "subject"))
        is_shaped = is_set_off and found is not None and bool(found.sender.address)
        if not (is_known or is_shaped or _repeats(run, subject)):
            return None
    return Introduction(above.first, run.end, reaches_end=True)


def _has_colon(line: Line) -> bool:
    return ":" in line.text[:60] or "：" in line.text[:60] or line.is_blank


def _names(run: Run, role: vocabulary.Role) -> bool:
    return any(vocabulary.role(each.label) == role for each in run.fields)


def _repeats(run: Run, subject: str) -> bool:
    """Whether a dated header holds the subject of this very mail, whatever "Re:" stands before it."""
    whole = squeezed(subject)
    values = [squeezed(subjects.split(each.value)[1]) for each in run.fields]
    is_repeated = any(len(value) >= _FEWEST_LETTERS and whole.endswith(value) for value in values)
    return is_repeated and len(values) >= _FEWEST_KNOWN and any(dates.looks_like_one(each.value) for each in run.fields)


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
    if not text.strip() or len(text) > _LONGEST or not (is_followed or _ends(text)):
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


def _ends(text: str) -> bool:
    return visible(text[-20:]).rstrip(" *_").endswith(_ENDINGS)


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
        return is_dated and ("@" in text or words.tells_of_writing(text))
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
