"""Runs of lines of the form `label: value`."""

from collections.abc import Callable
from dataclasses import dataclass

from emaillog.mime.forwarded import dates, elements, separator, vocabulary, wrapping
from emaillog.mime.forwarded import fields as written
from emaillog.mime.forwarded.fields import Pair
from emaillog.mime.forwarded.folding import visible
from emaillog.mime.lines import Line

_MOST_FIELDS = 120  # all that a mail had on its way, where a client forwards them
_MOST_LINES = 40  # of one field
_WHOLE = 3  # fields that can be a whole header

Splitter = Callable[[Line], Pair | None]


@dataclass
class Field:
    label: str
    value: str
    first: int  # index of the line that it begins in
    last: int


@dataclass
class Run:
    """Neighbouring label lines of one quote depth."""

    fields: list[Field]
    end: int  # index of the line after it
    is_closed: bool  # by an empty line, another depth or the end: whatever is in it belongs together


def run_at(lines: list[Line], start: int, split: Splitter = written.split) -> Run | None:
    """The run that begins in line `start`."""
    if written.announces(lines, start):
        return None
    return _spaced_run(lines, start) or _Reader(lines, start, split).run()


class _Reader:
    def __init__(self, lines: list[Line], start: int, split: Splitter) -> None:
        self.lines, self.start, self.split = lines, start, split
        self.fields: list[Field] = []

    def run(self) -> Run | None:
        at = self.start
        while at < len(self.lines) and len(self.fields) < _MOST_FIELDS and self._is_beside(at):
            found = self.split(self.lines[at])
            if self._begins_another_block(at, found):
                return self._ended(at, is_closed=True)
            if not self._take(at, found):
                break
            at += 1
        is_closed = at >= len(self.lines) or not self._is_beside(at)
        return self._ended(at, is_closed=is_closed)

    def _ended(self, at: int, *, is_closed: bool) -> Run | None:
        """A greeting ("Hola:") looks like one label more."""
        fields = self.fields
        while fields and not fields[-1].value and fields[-1].first == fields[-1].last:
            if vocabulary.role(fields[-1].label):
                break
            at = fields.pop().first
        return Run(fields, at, is_closed) if fields else None

    def _is_beside(self, at: int) -> bool:
        line = self.lines[at]
        is_ruled_off = line.is_ruled and at > self.start
        return line.depth == self.lines[self.start].depth and not line.is_blank and not is_ruled_off

    def _begins_another_block(self, at: int, found: Pair | None) -> bool:
        """HTML sets blocks apart by elements and margins: a paragraph of lines is no part of paragraphs of one line."""
        if self.fields and elements.begins_one(self.lines[at - 1 : at + _WHOLE], _WHOLE):
            return True
        if len(self.fields) < _WHOLE:
            return False
        line = self.lines[at]
        following = self.lines[at + 1] if at + 1 < len(self.lines) else None
        if line.is_apart and self.lines[at - 1].is_apart:
            return bool(following and not following.is_apart and not following.is_blank and self.split(following))
        role = vocabulary.role(found[0]) if found else ""
        is_known = role and role not in {vocabulary.role(each.label) for each in self.fields}
        header = [self.lines[each.first] for each in self.fields[:_WHOLE]]
        return not is_known and (line.is_apart or elements.leaves_one(header, line))

    def _take(self, at: int, found: Pair | None) -> bool:
        text = visible(self.lines[at].text).strip()
        last = self.fields[-1] if self.fields else None
        if last and separator.is_ruled(text):
            return False
        if last and self._goes_on(last, at, found):
            last.value = f"{last.value} {text}".strip()
            last.last = at
        elif found:
            self.fields.append(Field(*found, at, at))
        else:
            return False
        return True

    def _goes_on(self, field: Field, at: int, found: Pair | None) -> bool:
        """Whether line `at` belongs to the value above it."""
        if at - field.first > _MOST_LINES or (found and vocabulary.role(found[0])):
            return False
        if wrapping.is_cut(field.value) or (not field.value and self._has_values_below(at)):
            return True
        line, first = self.lines[at], self.lines[self.start]
        is_wrapped = wrapping.is_folded(line, first) or wrapping.is_more_people(field.value, line)
        return not found and (is_wrapped or self._precedes_more(at))

    def _has_values_below(self, at: int) -> bool:
        """Whether all labels stand on lines of their own: those so far, or the next ones."""
        if len(self.fields) > 1:
            return all(each.last > each.first for each in self.fields[:-1])
        return all(self._is_label_alone(each) for each in (at + 1, at + 3))

    def _is_label_alone(self, at: int) -> bool:
        found = self.split(self.lines[at]) if at < len(self.lines) and self._is_beside(at) else None
        return found is not None and not found[1]

    def _precedes_more(self, at: int) -> bool:
        """A long subject wraps like anything else, but then more of the header follows."""
        for later in range(at + 1, min(at + 4, len(self.lines))):
            if not self._is_beside(later):
                return False
            found = self.split(self.lines[later])
            if found:
                return bool(vocabulary.role(found[0])) or "@" in found[1]
        return False


def _spaced_run(lines: list[Line], start: int) -> Run | None:
    """Seen in practice: text made from HTML, an empty line after every label. Prose has labels too: their words are
    known, or their values are plain."""
    fields: list[Field] = []
    at = start
    while at < len(lines) and lines[at].depth == lines[start].depth and len(fields) < _MOST_FIELDS:
        found = written.split(lines[at])
        if not found or not (at + 1 < len(lines) and lines[at + 1].is_blank):
            break
        if not (vocabulary.role(found[0]) or "@" in found[1] or dates.looks_like_one(found[1])):
            break
        fields.append(Field(*found, at, at))
        at += 2
    return Run(fields, fields[-1].last + 1, is_closed=True) if len(fields) >= _WHOLE else None
