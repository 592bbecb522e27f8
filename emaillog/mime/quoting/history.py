"""What kind each line of a body is: the quoted history first, then the signature of what is left."""

from emaillog.mime.lines import Line
from emaillog.mime.quoting import introductions, signatures
from emaillog.mime.quoting.pieces import NO_HINTS, Hints, Kind, runs


def kinds(lines: list[Line], subject: str = "", hints: Hints = NO_HINTS, author: str = "") -> list[Kind]:
    """One for each line. A line with a quote depth is quoted."""
    found: list[Kind] = ["quoted" if line.depth and not _is_escaped(line) else "new" for line in lines]
    for each in introductions.find(lines, subject, hints.ruled):
        end = len(lines) if each.reaches_end else each.end
        found[each.first : end] = ["quoted"] * (end - each.first)
    for at in hints.signed:
        found[at] = "signature" if found[at] == "new" else found[at]
    _give_blank_lines(lines, found)
    _mark_signatures(lines, found, author)
    return found


def _is_escaped(line: Line) -> bool:
    """A mailbox file writes ">From " for a line that begins so (RFC 4155)."""
    return line.depth == 1 and line.node is None and line.text.startswith("From ") and ":" not in line.text[:6]


def _give_blank_lines(lines: list[Line], found: list[Kind]) -> None:
    """An empty line belongs to what stands above it, and to what follows where nothing does."""
    before: Kind | None = None
    for at, line in enumerate(lines):
        if not line.is_blank:
            before = found[at]
        elif before is not None:
            found[at] = before
    first = next((at for at, line in enumerate(lines) if not line.is_blank), 0)
    found[:first] = [found[first]] * first if lines else []


def _mark_signatures(lines: list[Line], found: list[Kind], author: str) -> None:
    """Above the history and at the end: nobody signs between two answers."""
    new = [(first, end) for kind, first, end in runs(found) if kind == "new"]
    for first, end in {new[0], new[-1]} if new else ():
        start = signatures.start(lines, first, end, author)
        found[start:end] = ["signature"] * (end - start)
