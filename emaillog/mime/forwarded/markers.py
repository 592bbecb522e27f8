"""Where other people's words begin: forwarded headers and attributions, in the order of the mail."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from emaillog.mime.forwarded import (
    attribution,
    colonless,
    confidence,
    dates,
    fields,
    heading,
    labels,
    separator,
    subject,
)
from emaillog.mime.forwarded.attribution import Attribution
from emaillog.mime.forwarded.folding import visible
from emaillog.mime.forwarded.heading import Heading
from emaillog.mime.forwarded.labels import Field, Run
from emaillog.mime.forwarded.separator import Kind
from emaillog.mime.lines import Line
from emaillog.mime.values import ParsedMessage

MOST_LINES = 5_000  # that are searched; a header stands above the text, and no note is that long
_FEWEST_FIELDS = 3
_LONGEST_DATE = 150  # characters


@dataclass
class Block:
    """A forwarded header: its labels and what announces them."""

    heading: Heading
    kind: Kind
    first: int  # the announcement, or the first label
    start: int  # the first label
    depth: int

    @property
    def last(self) -> int:
        return self.heading.last

    @property
    def confidence(self) -> float:
        return confidence.of(self.heading, self.kind)


def find(lines: list[Line], outer: ParsedMessage) -> Iterator[Block | Attribution]:
    """Every marker in the body of `outer`, each line looked at once."""
    at = 0
    while at < min(len(lines), MOST_LINES):
        line = lines[at]
        if line.is_blank:
            at += 1
            continue
        run = labels.run_at(lines, at) if fields.split(line) else None
        found = _labelled(lines, at, run, outer) if run else None
        if run and found:
            yield found
            at = found.last + 1
            continue
        if announced := _announced(lines, at, outer):
            yield announced
            at = announced.last + 1
            continue
        # An attribution may look like a label without a value.
        for index in range(at, run.end if run else at + 1):
            if answered := attribution.at(lines, index):
                yield answered
        at = run.end if run else at + 1


def _labelled(lines: list[Line], at: int, run: Run, outer: ParsedMessage) -> Block | None:
    found = heading.read(run, outer)
    if not found and at and lines[at - 1].depth == lines[at].depth:
        # Seen in practice: no label for the date (Orange: "Message du 05/03/26 09:12"), nor for the sender (Notes).
        missing = colonless.above(lines, max(at - 2, 0)) or _date(lines, at - 1)
        found = heading.read(replace(run, fields=missing + run.fields), outer) if missing else None
        at = missing[0].first if missing else at
    if not found:
        return None
    above = separator.above(lines, at)
    return Block(found, above.kind, above.first, at, lines[at].depth)


def _date(lines: list[Line], at: int) -> list[Field]:
    text = visible(lines[at].text[:_LONGEST_DATE])
    return [Field("date", text, at, at)] if dates.looks_like_one(text) else []


def _announced(lines: list[Line], at: int, outer: ParsedMessage) -> Block | None:
    """What stands right below "--- Forwarded message ---" and has no labels that one could see."""
    if not separator.may_be_above(lines, at):
        return None
    above = separator.above(lines, at)
    if above.kind not in {"forwarded", "words", "original"}:
        return None
    run = labels.run_at(lines, at, lambda line: colonless.split(line, outer.subject))
    if not run or len(run.fields) < _FEWEST_FIELDS:
        run = colonless.below(lines, at, outer.subject)
    found = heading.read(run, outer) if run else None
    if not found and above.kind != "original" and (line := attribution.standing_alone(lines, at)):
        title = subject.split(outer.subject)[1]
        found = Heading(attribution.mailbox(line), subject=title, date=dates.read(line.text, outer.date), last=at)
    return Block(found, above.kind, above.first, at, lines[at].depth) if found else None
