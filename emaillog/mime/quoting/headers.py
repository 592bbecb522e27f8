"""Headers of messages that an answer has below it, as labels. A form that somebody filled in has labels too."""

import re

from emaillog.mime.forwarded import dates, vocabulary
from emaillog.mime.forwarded import subject as subjects
from emaillog.mime.forwarded.labels import Run
from emaillog.mime.lines import Line

LABEL = re.compile(r"[^<>@\"\[\]{}/\\|=,;!?:：0-9]{1,60}[:：]")
_FEWEST_FIELDS = 3
_MOST_FIELDS = 40
_FEWEST_LETTERS = 4  # of a subject that is no chance


def may_begin(lines: list[Line], at: int) -> bool:
    """A quick look, for lines that are many."""
    return LABEL.match(lines[at].text) is not None and any(map(_has_colon, lines[at + 1 : at + 3]))


def _has_colon(line: Line) -> bool:
    return ":" in line.text[:60] or "：" in line.text[:60] or line.is_blank


def is_one(run: Run, subject: str, *, is_set_off: bool) -> bool:
    """`is_set_off` when a ruler stands above it: then its shape is enough."""
    if not _FEWEST_FIELDS <= len(run.fields) <= _MOST_FIELDS:
        return False
    return _is_known(run) or _repeats(run, subject) or (is_set_off and _is_shaped(run))


def first_of(run: Run) -> int:
    """The line that it begins in: what stands above with a colon is the author's own ("PS: see below")."""
    known = next((each.first for each in run.fields if vocabulary.role(each.label) not in {"", "other"}), None)
    return run.fields[0].first if known is None or not _is_known(run) else known


def _is_known(run: Run) -> bool:
    """By its words: a sender, a subject or addresses, and something more."""
    roles = [vocabulary.role(each.label) for each in run.fields]
    is_of_mail = "subject" in roles or (_is_dated(run) and any("@" in each.value for each in run.fields))
    return "from" in roles and is_of_mail and sum(map(bool, roles)) >= _FEWEST_FIELDS


def _is_shaped(run: Run) -> bool:
    """Without a word: a date, and two people with their addresses."""
    return _is_dated(run) and sum("@" in each.value for each in run.fields) >= 2


def _is_dated(run: Run) -> bool:
    return any(dates.looks_like_one(each.value) for each in run.fields)


def _repeats(run: Run, subject: str) -> bool:
    """Whether a dated header holds the subject of this very mail, whatever "Re:" stands before it."""
    return _is_dated(run) and any(
        len(each.value) >= _FEWEST_LETTERS and subjects.is_same(subject, each.value) for each in run.fields
    )
