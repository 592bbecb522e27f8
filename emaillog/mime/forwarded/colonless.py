"""Headers without colons: eM Client sets a label before its value, Notes 7 above it. Believed below an announcement."""

import re

from emaillog.mime.forwarded import dates, people, subject, vocabulary
from emaillog.mime.forwarded.fields import Pair
from emaillog.mime.forwarded.folding import visible
from emaillog.mime.forwarded.labels import Field, Run
from emaillog.mime.lines import Line

_LONGEST_LABEL = 45  # characters
_LONGEST = 2_000  # characters of a line
_MOST_FIELDS = 8
_MOST_BLANK = 3  # lines between two fields
_PERSON = re.compile(r"((?:[^\W\d_]+[ ]){1,3}?)((?:\"[^\"]{1,200}\" ?)?<[^<>\s]{1,200}@.*)")
_WORD = re.compile(r"([^\W\d_]{1,30}) (.*)")
_MAILBOX = re.compile(r"[^@<>:]{0,100}<?[^@<>:\s]{1,64}@[^@<>:\s]{1,255}>?")


def split(line: Line, outer_subject: str) -> Pair | None:
    """The label and the value of a line: known words, else what stands before a person, a date or the subject."""
    text = visible(line.text[:_LONGEST]).strip()
    return _known(text) or _pair(_PERSON.match(text)) or _dated(text) or _titled(text, outer_subject)


def _known(text: str) -> Pair | None:
    words = text[:_LONGEST_LABEL].split()
    for length in (2, 1):
        label = " ".join(words[:length])
        if len(words) > length and vocabulary.role(label):
            return label, text[len(label) :].strip()
    return None


def _pair(found: re.Match[str] | None) -> Pair | None:
    return (found[1].strip(), found[2].strip()) if found else None


def _dated(text: str) -> Pair | None:
    pair = _pair(_WORD.match(text))
    return pair if pair and dates.looks_like_one(pair[1]) else None


def _titled(text: str, outer_subject: str) -> Pair | None:
    label, _, value = text.partition(" ")
    return (label, value) if label.isalpha() and value and subject.is_same(outer_subject, value) else None


def below(lines: list[Line], at: int, outer_subject: str) -> Run | None:
    """Notes 7: the sender, the date, then every label above its value."""
    fields = above(lines, at)
    at = fields[-1].last + 1 if fields else at
    while fields and len(fields) < _MOST_FIELDS:
        start = next(
            (each for each in range(at, min(at + _MOST_BLANK + 1, len(lines))) if not lines[each].is_blank), -1
        )
        if start < 0 or not (_is_label(lines[start]) or _is_above_its_value(lines, start, outer_subject)):
            break
        field = _with_its_value(lines, start)
        fields.append(field)
        at = field.last + 1
        if vocabulary.role(field.label) == "subject" or subject.is_same(outer_subject, field.value):
            return Run(fields, at, is_closed=True)
    return None


def above(lines: list[Line], at: int) -> list[Field]:
    """A sender without a label in line `at`, and a date without one below it."""
    writer, date = (visible(line.text[:_LONGEST]).strip() for line in (lines[at : at + 2] + [Line("")] * 2)[:2])
    if not _MAILBOX.fullmatch(writer) or not people.sender(writer) or not dates.looks_like_one(date):
        return []
    return [Field("from", writer, at, at), Field("date", date, at + 1, at + 1)]


def _is_label(line: Line) -> bool:
    text = visible(line.text[:_LONGEST]).strip()
    is_word = 0 < len(text) <= _LONGEST_LABEL and text.replace(" ", "").isalpha()
    return is_word and (bool(vocabulary.role(text)) or line.text.startswith("    "))


def _is_above_its_value(lines: list[Line], at: int, outer_subject: str) -> bool:
    value = visible(lines[at + 1].text[:_LONGEST]).strip() if at + 1 < len(lines) else ""
    is_short = len(lines[at].text) <= _LONGEST_LABEL and "@" not in lines[at].text
    return is_short and ("@" in value or (bool(value) and subject.is_same(outer_subject, value)))


def _with_its_value(lines: list[Line], at: int) -> Field:
    last = at
    while last + 1 < len(lines) and not lines[last + 1].is_blank and not _is_label(lines[last + 1]):
        last += 1
    value = " ".join(visible(line.text[:_LONGEST]).strip() for line in lines[at + 1 : last + 1])
    return Field(visible(lines[at].text).strip(), value, at, last)
