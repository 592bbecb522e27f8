"""One line of a header as a label and its value."""

from emaillog.mime.forwarded import dates, vocabulary
from emaillog.mime.forwarded.folding import visible
from emaillog.mime.lines import Line

_LONGEST_LABEL = 45  # characters
_MOST_WORDS = 5
_NEVER_IN_A_LABEL = set('<>@"[]{}\\|=,;!?')
_COLONS = ":："

Pair = tuple[str, str]


def split(line: Line) -> Pair | None:
    """The label and the value of a line, None when it has not that form. HTML may set the label apart as a cell."""
    if line.label and (found := _pair(visible(line.text[: line.label]), visible(line.text[line.label :]))):
        return found
    head = line.text[: _LONGEST_LABEL + 20]
    if ":" not in head and "：" not in head:
        return None
    head = visible(head)
    colon = min((at for at in map(head.find, _COLONS) if at >= 0), default=-1)
    whole = visible(line.text)
    value = whole[colon + 1 :]
    return None if value.startswith("//") else _pair(whole[:colon], value)


def announces(lines: list[Line], at: int) -> bool:
    """Whether line `at` is a sentence above the labels ("Begin forwarded message:", "Message du 05/03/26
    09:12") and none of them."""
    found = split(lines[at])
    if not found or vocabulary.role(found[0]) or at + 1 >= len(lines):
        return False
    is_alone = not found[1] or (found[0][-1:].isdigit() and dates.looks_like_one(visible(lines[at].text)))
    return is_alone and split(lines[at + 1]) is not None


def _pair(label: str, value: str) -> Pair | None:
    is_starred = label.lstrip("> ")[:1] == "*"
    label = label.lstrip("> ").strip(" *_\t").rstrip(_COLONS).rstrip()
    if not 0 < len(label) <= _LONGEST_LABEL or _NEVER_IN_A_LABEL & set(label) or len(label.split()) > _MOST_WORDS:
        return None
    if not any(letter.isalpha() for letter in label) or label[0].isdigit():
        return None
    value = value.strip().lstrip(_COLONS).strip()
    return label, value.removeprefix("*").strip() if is_starred else value
