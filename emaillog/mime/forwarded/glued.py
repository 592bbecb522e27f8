"""Yahoo's plain text puts the whole header on one line, with nothing between a value and the next label."""

import re

from emaillog.mime.forwarded import clock, subject
from emaillog.mime.forwarded.folding import fold, visible
from emaillog.mime.lines import Line

_LONGEST = 4_000  # characters
_BETWEEN = re.compile(r">(?=[^\s<>\"@,;:]{1,20}(?: [^\s<>\"@,;:]{1,20}){0,2} ?[:：])")
_LAST_LABEL = re.compile(r"[^\W\d_]{2,30} ?[:：] ?")


def unglue(lines: list[Line], outer_subject: str) -> list[Line]:
    """The lines with such a header, where there is one, taken apart."""
    for at, line in enumerate(lines[:2_000]):
        if "-----" in line.text and "@" in line.text and len(line.text) <= _LONGEST:
            pieces = _pieces(visible(line.text).strip(), outer_subject)
            if pieces:
                return [*lines[:at], *(Line(piece, line.depth) for piece in pieces), Line(""), *lines[at + 1 :]]
    return lines


def _pieces(text: str, outer_subject: str) -> list[str]:
    inner = text.lstrip("-")
    ruler_end = inner.find("-----")
    if ruler_end <= 0 or inner is text:
        return []
    rest = inner[ruler_end:].lstrip("- ")
    fields = _BETWEEN.sub(">\n", rest).split("\n")
    return [text[: len(text) - len(rest)].strip(), *fields[:-1], *_date_and_subject(fields[-1], outer_subject)]


def _date_and_subject(text: str, outer_subject: str) -> list[str]:
    """The last stretch: a date and the subject. The forward's own subject tells where it begins."""
    wanted = subject.split(outer_subject)[1]
    start = text.rfind(wanted) if wanted else -1
    if start > 0:
        return [text[:start], f"Subject: {wanted}"]
    label, _, value = text.partition(":")
    time = clock.read(fold(value[:200]))
    found = _LAST_LABEL.search(value, time.end) if time and len(fold(value[:200])) == len(value[:200]) else None
    return [f"{label}:{value[: found.start()]}", f"Subject: {value[found.end() :]}"] if found else [text]
