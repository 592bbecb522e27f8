"""The line above the quoted text of an answer: "On ..., X wrote:". It is known by its form in any language."""

import re
from dataclasses import dataclass
from datetime import datetime

from emaillog.mime.forwarded import clock, dates, fields, separator, vocabulary
from emaillog.mime.forwarded.folding import fold, visible
from emaillog.mime.lines import Line
from emaillog.mime.values import Mailbox

_LONGEST = 400  # characters
_MOST_BLANK = 9  # lines between it and the quoted text
_MAILBOX = re.compile(r"""[<(\s]{0,5}(?:mailto:)?([^\s<>()"',;:@]{1,64}@[^\s<>()"',;:@]{1,255})""")
_QUOTATION = re.compile(r"""["«“„]\s?([^"«»“”„<>]{1,100}?)\s?["»”“]\s{0,3}$""")
_ENDING = re.compile(r"[:：]|---")
_TAIL = 20  # characters: what ends it, with stars and what is not seen behind it
_INDENTED = re.compile(r" {3,}\S|\t+ *\S")


@dataclass
class Attribution:
    first: int
    last: int
    depth: int
    text: str
    address: str
    name: str  # before the address: in quotation marks, else what is written large
    is_indented: bool  # what follows is set in by blanks, not quoted


def at(lines: list[Line], last: int) -> Attribution | None:
    """The attribution that ends in line `last`: a date, a person, a colon, and quoted text after it."""
    if not _ENDING.search(lines[last].text[-_TAIL:]):
        return None
    ending = visible(lines[last].text[-_LONGEST:]).rstrip(" *_")
    if not ending.endswith((":", "：", "----", "---")) or ending.strip(":-") == "" or len(lines[last].text) > _LONGEST:
        return None
    is_ruled = not ending.endswith((":", "："))
    follows = _follows(lines, last, is_sentence=not is_ruled)
    if not follows:
        return None
    first, text = last, ending
    for _ in range(1 if is_ruled else 3):
        if _is_one(text):
            return _of(first, last, lines[last].depth, text, is_indented=follows == "indented")
        first -= 1
        if first < 0 or lines[first].is_blank or lines[first].depth != lines[last].depth:
            return None
        text = f"{visible(lines[first].text[-_LONGEST:])} {text}"
    return None


def standing_alone(lines: list[Line], at: int) -> Attribution | None:
    """Seen in practice: Yandex writes a forward's header as one line, "05.03.2026, 09:12, "Name" <address>:"."""
    text = visible(lines[at].text[:_LONGEST]).strip()
    if not text.endswith((":", "：")) or "@" not in text or not _is_one(text):
        return None
    return _of(at, at, lines[at].depth, text, is_indented=False)


def _of(first: int, last: int, depth: int, text: str, *, is_indented: bool) -> Attribution:
    found = _MAILBOX.search(text)
    name, mail = (_name_before(text[: found.start()]), found[1]) if found else ("", "")
    return Attribution(first, last, depth, text, mail, name, is_indented)


def _is_one(text: str) -> bool:
    if len(text) > _LONGEST or not any(letter.isdigit() for letter in text):
        return False
    found = _MAILBOX.search(text)
    without = text.replace(found[0], " ") if found else text
    has_time = clock.read(fold(without[:200])) is not None
    return (has_time or bool(found)) and dates.read(without) is not None


def _follows(lines: list[Line], last: int, *, is_sentence: bool) -> str:
    """How the text after the line is marked as somebody else's, "" when it is not."""
    for line in lines[last + 1 : last + _MOST_BLANK]:
        if line.is_blank and line.depth <= lines[last].depth:
            continue
        if line.depth > lines[last].depth or (is_sentence and _is_header(line)):
            return "quoted"
        if line.depth == lines[last].depth and _begins_quotation(lines, last):
            return "quoted"
        return "indented" if _INDENTED.match(line.text) else ""
    return ""


def _is_header(line: Line) -> bool:
    """Whether a forward begins there: then it is what was answered, even where nothing marks it as a quotation."""
    found = fields.split(line)
    return separator.is_ruled(line.text.strip()) or bool(found and vocabulary.role(found[0]) in {"from", "date"})


def _begins_quotation(lines: list[Line], last: int) -> bool:
    """Seen in practice: Apple Mail puts the line into the quotation, above the text."""
    depth = lines[last].depth
    above = next((line for line in reversed(lines[max(0, last - 4) : last]) if not line.is_blank), None)
    return depth > 0 and (above is None or above.depth < depth)


def _name_before(text: str) -> str:
    quoted = _QUOTATION.search(text[-120:])
    if quoted:
        return quoted[1]
    names: list[str] = []
    for word in reversed(text.split()[-6:]):
        if not word[0].isupper():
            break
        names.insert(0, word)
    return " ".join(names)


def mailbox(attribution: Attribution) -> Mailbox:
    return Mailbox(attribution.name, attribution.address)


def date(attribution: Attribution, not_after: datetime | None) -> datetime | None:
    return dates.read(attribution.text, not_after)
