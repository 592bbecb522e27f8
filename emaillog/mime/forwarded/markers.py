"""Where other people's words begin: forwarded headers and attributions, in the order of the mail."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from emaillog.mime.forwarded import attribution, heading, labels, separator
from emaillog.mime.forwarded.attribution import Attribution
from emaillog.mime.forwarded.heading import Heading
from emaillog.mime.forwarded.separator import Kind
from emaillog.mime.lines import Line

MOST_LINES = 5_000  # that are searched; a header stands above the text, and no note is that long


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


def find(
    lines: list[Line], start: int, outer_subject: str, not_after: datetime | None
) -> Iterator[Block | Attribution]:
    """Every marker from line `start` on, each line looked at once."""
    at = start
    while at < min(len(lines), MOST_LINES):
        line = lines[at]
        if line.is_blank:
            at += 1
            continue
        run = labels.run_at(lines, at) if labels.split(line.text) else None
        found = heading.read(run, outer_subject, not_after) if run else None
        if run and found:
            above = separator.above(lines, at)
            yield Block(found, above.kind, above.first, at, line.depth)
            at = found.last + 1
            continue
        # An attribution may look like a label without a value.
        for index in range(at, run.end if run else at + 1):
            if answered := attribution.at(lines, index):
                yield answered
        at = run.end if run else at + 1
