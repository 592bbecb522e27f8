"""The time of day and the zone in a date that a mail client wrote for people."""

import re
import unicodedata
from datetime import time, timedelta, timezone
from typing import NamedTuple

from emaillog.mime.forwarded import vocabulary
from emaillog.mime.forwarded.folding import words

_COLON = re.compile(r"(?<![\d:])(\d{1,2})\s?[:時时시h点點]\s?(\d{2}|\d(?=\s?[分분]))(?:\s?[:分분m]\s?(\d{2}))?(?![\d])")
_DOT = re.compile(r"(?<![\d.,/-])(\d{1,2})\.(\d{2})(?:\.(\d{2}))?(?![\d./-])")
_OFFSET = re.compile(r"(?<![\w+-])([+\u2212-])(\d{2}):?(\d{2})(?![\d:])")
_NAMED_OFFSET = re.compile(r"(?:gmt|utc)\s?([+\u2212-])(\d{1,2}):?(\d{2})?")
_GROWN = re.compile(r"(?<=[ap]m)(?=[^\W\da-z])")  # a case ending of another script
_SPACED = re.compile(r"(?<!\w)([ap])\.?\s?m\.?(?!\w)")  # "a. m." in Spanish
_HOURS = {
    "utc": 0, "gmt": 0, "wet": 0, "z": 0, "cet": 1, "mez": 1, "sec": 1, "west": 1, "bst": 1, "hnec": 1, "cest": 2,
    "mesz": 2, "selc": 2, "heec": 2, "eet": 2, "oez": 2, "sast": 2, "eest": 3, "oesz": 3, "msk": 3, "trt": 3, "pkt": 5,
    "wib": 7, "hkt": 8, "sgt": 8, "awst": 8, "jst": 9, "kst": 9, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
    "brt": -3, "art": -3, "edt": -4, "est": -5, "cdt": -5, "cst": -6, "mdt": -6, "mst": -7, "pdt": -7, "pst": -8,
}  # fmt: skip


_DUSK = 6  # from this hour on a night is before midnight


class Clock(NamedTuple):
    time: time
    zone: timezone | None
    start: int
    end: int


def read(folded: str) -> Clock | None:
    """The first time of day in folded text; hours count to 12 where am or pm is written beside it."""
    match = _COLON.search(folded) or _DOT.search(folded)
    if not match:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    part = _day_part(*(_SPACED.sub(r" \1m ", _GROWN.sub(" ", side)) for side in _sides(folded, match)))
    is_late = part == "after noon" or (part == "night" and hour >= _DUSK)
    if is_late and hour < 12:
        hour += 12
    elif part in {"before noon", "night"} and hour == 12:
        hour = 0
    try:
        return Clock(time(hour, minute, second), _zone(folded, match.end()), match.start(), match.end())
    except ValueError:
        return None


def _sides(folded: str, match: re.Match[str]) -> tuple[str, str]:
    return folded[max(0, match.start() - 60) : match.start()], folded[match.end() : match.end() + 60]


def _day_part(before: str, after: str) -> vocabulary.DayPart:
    """What stands beside the time, in up to three words ("9:12 in the afternoon")."""
    if alone := vocabulary.day_part_at_the_end(" ".join(words(after[:20]))):
        return alone
    if before.rstrip().endswith(".") and (alone := vocabulary.day_part_with_a_point((words(before) or [""])[-1])):
        return alone
    following = words(after)[:3] if after[:3].strip(" .,(")[:1].isalpha() else []
    preceding = words(before)[-3:] if unicodedata.category((before.rstrip(" .") or " ")[-1])[0] in "LM" else []
    sides = [following[:length] for length in (3, 2, 1)] + [preceding[-length:] for length in (3, 2, 1)]
    return next((part for side in sides if side and (part := vocabulary.day_part(" ".join(side)))), "")


def _zone(folded: str, after: int) -> timezone | None:
    offset = _OFFSET.search(folded, after) or _NAMED_OFFSET.search(folded)
    if offset:
        minutes = int(offset[2][:2]) * 60 + int(offset[3] or 0)
        return timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes)) if minutes < 24 * 60 else None
    named = next((word for word in words(folded[after:]) if word in _HOURS), "")
    return timezone(timedelta(hours=_HOURS[named])) if named else None
