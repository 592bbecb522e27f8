"""Lines such as "On Monday Bob wrote:", known by what follows them, by a date and a person, hardly ever by words."""

from dataclasses import dataclass
from typing import Literal

from emaillog.mime.forwarded import attribution, clock, dates
from emaillog.mime.forwarded.folding import fold, visible
from emaillog.mime.lines import Line
from emaillog.mime.quoting import words

NEAR = 3  # lines after it within which the quotation begins
_LONGEST = 400  # characters
_MOST_LINES = 3
_FOLLOWING = 5_000  # lines that are looked at for what is not quoted
_ENDINGS = (":", "：", "----")


@dataclass(frozen=True)
class Attribution:
    first: int
    end: int  # after it, or after the quotation that is set in by blanks
    marks: Literal["lines", "nothing"]  # what tells the quotation below: each of its lines, or only its end


def stands_above(lines: list[Line], quotation: int) -> bool:
    """Whether one ends right above the quotation that begins in that line."""
    above = next((at for at in range(quotation - 1, max(-1, quotation - 1 - NEAR), -1) if not lines[at].is_blank), None)
    return above is not None and lines[above].depth <= 0 and ending_at(lines, above) is not None


def ending_at(lines: list[Line], at: int) -> Attribution | None:
    text = lines[at].text
    is_followed = _is_followed(lines, at)
    if not text.strip() or len(text) > _LONGEST or not (is_followed or _ends(text)):
        return None
    found = attribution.at(lines, at)
    if found:
        return Attribution(found.first, _end_of_indented(lines, at + 1) if found.is_indented else at + 1, "lines")
    for first, joined in _wrapped(lines, at):
        if is_followed and _introduces(lines, at, joined):
            return Attribution(first, at + 1, "lines")
        if not is_followed and _stands_alone(joined):
            return Attribution(first, at + 1, "nothing")
    return None


def _wrapped(lines: list[Line], at: int) -> list[tuple[int, str]]:
    """The line with none, one and more of the lines above it that it may go on from."""
    out = [(at, visible(lines[at].text).strip(" *_"))]
    for first in range(at - 1, max(-1, at - _MOST_LINES), -1):
        if lines[first].is_blank or lines[first].depth or len(lines[first].text) > _LONGEST:
            break
        out.append((first, f"{visible(lines[first].text).strip()} {out[-1][1]}"[-_LONGEST:]))
    return out


def _ends(text: str) -> bool:
    return visible(text[-20:]).rstrip(" *_").endswith(_ENDINGS)


def _is_followed(lines: list[Line], at: int) -> bool:
    """Whether the next words are quoted."""
    following = next((line for line in lines[at + 1 : at + 1 + NEAR] if not line.is_blank or line.depth), None)
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
    return len(lines) - start <= _FOLLOWING and all(line.depth or line.is_blank for line in lines[start:])


def _stands_alone(text: str) -> bool:
    """An attribution above text that nothing marks as quoted: a date, a time, and a person who wrote."""
    if not text.endswith(_ENDINGS):
        return False
    if "@" in text:
        return attribution.standing_alone([Line(text.rstrip("- :") + ":")], 0) is not None
    return words.tells_of_writing(text) and clock.read(fold(text[:200])) is not None and dates.read(text) is not None


def _end_of_indented(lines: list[Line], start: int) -> int:
    at = start
    while at < len(lines) and (lines[at].is_blank or lines[at].text[:1] in {" ", "\t"}):
        at += 1
    return at
