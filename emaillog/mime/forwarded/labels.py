"""Lines of the form `label: value`, and runs of them."""

from collections.abc import Callable
from dataclasses import dataclass

from emaillog.mime.forwarded import vocabulary
from emaillog.mime.forwarded.folding import visible
from emaillog.mime.lines import Line

_LONGEST_LABEL = 45  # characters
_MOST_FIELDS = 30
_WHOLE = 3  # fields that can be a whole header
_NEVER_IN_A_LABEL = set('<>@"[]{}\\|=,;!?')


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


def split(line: str) -> tuple[str, str] | None:
    """The label and the value of a line, None when it has not that form."""
    head = visible(line[: _LONGEST_LABEL + 20]).replace("：", ":")
    label, colon, _ = head.partition(":")
    label = label.strip(" *_\t")
    if not colon or not 0 < len(label) <= _LONGEST_LABEL or _NEVER_IN_A_LABEL & set(label):
        return None
    if not any(letter.isalpha() for letter in label) or label[0].isdigit() or len(label.split()) > 5:
        return None
    whole = visible(line)
    value = whole[min(at for at in (whole.find(":"), whole.find("："), len(whole)) if at >= 0) + 1 :]
    return None if value.startswith("//") else (label, value.strip().removeprefix("*").strip())


def split_without_colon(line: str) -> tuple[str, str] | None:
    """Seen in practice: eM Client leaves the colons out. Only known words can be told from prose then."""
    words = visible(line[:_LONGEST_LABEL]).split()
    for length in (2, 1):
        label = " ".join(words[:length])
        if len(words) > length and vocabulary.role(label):
            return label, visible(line).strip()[len(label) :].strip()
    return None


def run_at(lines: list[Line], start: int, split_line: Callable[[str], tuple[str, str] | None] = split) -> Run | None:
    """The run that begins in line `start`."""
    depth, at = lines[start].depth, start
    fields: list[Field] = []
    if _announces(lines, start):
        return None
    if spaced := _spaced_run(lines, start):
        return spaced
    while at < len(lines) and len(fields) < _MOST_FIELDS:
        line = lines[at]
        if line.depth != depth or line.is_blank:
            break
        found = split_line(line.text)
        is_other = line.is_apart and not lines[at - 1].is_apart and not (found and vocabulary.role(found[0]))
        if is_other and len(fields) >= _WHOLE:
            return Run(fields, at, is_closed=True)
        if found and not (fields and _is_cut(fields[-1].value) and not vocabulary.role(found[0])):
            fields.append(Field(*found, at, at))
        elif fields and _goes_on(fields[-1], lines, at):
            fields[-1].value = f"{fields[-1].value} {visible(line.text).strip()}".strip()
            fields[-1].last = at
        else:
            break
        at += 1
    is_closed = at >= len(lines) or lines[at].is_blank or lines[at].depth != depth
    return Run(fields, at, is_closed) if fields else None


def _spaced_run(lines: list[Line], start: int) -> Run | None:
    """Seen in practice: text made from HTML, an empty line after every label. Known words only: prose has labels."""
    fields: list[Field] = []
    at = start
    while at < len(lines) and lines[at].depth == lines[start].depth and len(fields) < _MOST_FIELDS:
        found = split(lines[at].text)
        if not found or not vocabulary.role(found[0]) or not (at + 1 < len(lines) and lines[at + 1].is_blank):
            break
        fields.append(Field(*found, at, at))
        at += 2
    return Run(fields, fields[-1].last + 1, is_closed=True) if len(fields) >= _WHOLE else None


def _announces(lines: list[Line], at: int) -> bool:
    """Whether line `at` is a sentence above the labels ("Begin forwarded message:") and none of them."""
    found = split(lines[at].text)
    if not found or found[1] or vocabulary.role(found[0]) or at + 1 >= len(lines):
        return False
    return split(lines[at + 1].text) is not None


def _is_cut(value: str) -> bool:
    """Whether a value ends within an address."""
    return value.endswith("<") or value.rfind("<") > value.rfind(">")


def _goes_on(field: Field, lines: list[Line], at: int) -> bool:
    """Whether line `at`, which has no label, belongs to the value above it."""
    if at - field.first > 40:
        return False
    is_list = "@" in field.value and (field.value.endswith((",", ";")) or "@" in lines[at].text[:2_000])
    if is_list or _is_cut(field.value):
        return True
    # A long subject wraps like anything else, but then more of the header follows.
    for later in lines[at + 1 : at + 4]:
        if later.is_blank or later.depth != lines[at].depth:
            return False
        found = split(later.text)
        if found:
            return bool(vocabulary.role(found[0])) or "@" in found[1]
    return False
