"""Where the signature of a text begins: by its separator, an advertisement, contact data or its author's own name."""

import re

from emaillog.mime.forwarded.folding import visible
from emaillog.mime.lines import Line
from emaillog.mime.quoting import words

_SEARCHED = 80  # lines from the end
_LONGEST_EXACT, _LONGEST = 40, 15  # lines below "-- " (RFC 3676 section 4.3), and below what is only like it
_MOST_CONTACT_LINES = 14
_MOST_NAMED_LINES = 8  # below a name that has no way to reach anybody
_LINK = re.compile(r"[<(\[]{0,2}(?:https?://|www\.|mailto:)[^\s<>()\[\]]{1,500}[>)\]]{0,2}", re.IGNORECASE)
_PHONE = re.compile(r"(?<!\w)\(?\+?\d(?:[ \t()./\-–]{0,3}\d){6,16}(?!\w)")
_ADDRESS = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{1,255}\.\w")
_POSTAL = re.compile(
    r"(?<![\d.,])(?:[A-Z]{1,2}-)?\d{4,6} [^\W\d_]{3,}|, \d{4,6}$|\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}\b"
)
_SENTENCE_ENDS = (".", "!", "?", "。", "！", "？", "؟", ":", "：", ";")


def start(lines: list[Line], first: int, end: int, author: str = "") -> int:
    """The index of its first line within lines[first:end], `end` where there is none."""
    found = _separator(lines, max(first, end - _SEARCHED), end)
    below = found if found is not None else end
    advertised = _advertisement(lines, first, below)
    return min(below, advertised, _contact_data(lines, first, advertised), _own_name(lines, first, advertised, author))


def _separator(lines: list[Line], first: int, end: int) -> int | None:
    shown = 0  # lines below, counted from the end
    found = None
    for at in range(end - 1, first - 1, -1):
        text = lines[at].text
        if text in {"--", "-- ", "--\xa0"} and 0 < shown <= (_LONGEST_EXACT if text != "--" else _LONGEST):
            found = at
        shown += not lines[at].is_blank
    return found


def _advertisement(lines: list[Line], first: int, end: int) -> int:
    """ "Sent from my iPhone": the last, short paragraph or line, and it names what the mail was sent with."""
    at = _last_shown(lines, first, end)
    if at is None:
        return end
    last = _plain(lines[at : at + 1])
    if at > first and words.tells_of_sending(last) and "." not in last and _advertises(last):
        return at
    start = at
    while start > max(first, at - 2) and not lines[start - 1].is_blank and not lines[start].is_apart:
        start -= 1
    return start if start > first and at - start <= 1 and _advertises(_plain(lines[start : at + 1])) else end


def _plain(lines: list[Line]) -> str:
    return _LINK.sub("", visible(" ".join(line.text[:300] for line in lines))).strip(" <>[]()*_")


def _advertises(text: str) -> bool:
    count = len(text.split())
    if not text or count > 12 or len(text) > 90 or text.endswith(("?", "？", "؟", "!", ":", ",")):
        return False
    if words.tells_of_sending(text):
        return words.names_a_device(text) or words.names_a_client(text)
    return words.names_a_device(text) and count <= 4 and not text.endswith(_SENTENCE_ENDS)


def _contact_data(lines: list[Line], first: int, end: int) -> int:
    """Below a greeting: a few short lines, of which two or more are ways to reach somebody."""
    ways = shown = 0
    for at in range(end - 1, first - 1, -1):
        if lines[at].is_blank:
            continue
        text = visible(lines[at].text[:200]).strip()
        if _is_greeting(lines, at, first, text):
            return _below_name(lines, at + 1, end) if ways >= 2 else end
        shown += 1
        is_way = _is_way_to_reach(text)
        ways += is_way
        if shown > _MOST_CONTACT_LINES or len(text) > 120 or (text.endswith(_SENTENCE_ENDS) and not is_way):
            return end
    return end


def _own_name(lines: list[Line], first: int, end: int, author: str) -> int:
    """The author's name in full on a line of its own, over a few lines that are no sentences: title, company."""
    name, below = _names(author), 0
    for at in range(end - 1, first, -1) if len(name) > 1 else ():
        text = visible(lines[at].text[:200]).strip()
        if below and _names(text) == name:
            return at
        below += bool(text)
        if below > _MOST_NAMED_LINES or len(text) > 120 or text.endswith(_SENTENCE_ENDS):
            return end
    return end


def _names(text: str) -> frozenset[str]:
    """In any order: a directory writes "Chen, Maya"."""
    return frozenset(re.findall(r"\w+", text.casefold()))


def _is_greeting(lines: list[Line], at: int, first: int, text: str) -> bool:
    """ "Best regards," in any language: few words that begin a paragraph and end in a comma."""
    if len(text) > 50 or len(text.split()) > 6 or any(letter.isdigit() for letter in text) or "@" in text:
        return False
    is_begun = at == first or lines[at - 1].is_blank or lines[at].is_apart
    return (is_begun and text.endswith((",", "，", "،", "、"))) or words.closes(text)


def _below_name(lines: list[Line], start: int, end: int) -> int:
    """A name that stands alone under the greeting was written by hand."""
    shown = [at for at in range(start, end) if not lines[at].is_blank][:2]
    is_alone = len(shown) == 2 and (shown[1] > shown[0] + 1 or lines[shown[1]].is_apart)
    name = visible(lines[shown[0]].text)
    return shown[1] if is_alone and len(name.split()) <= 3 and not _is_way_to_reach(name) else shown[0]


def _is_way_to_reach(text: str) -> bool:
    if len(text) > 120:
        return False
    rest = _LINK.sub("", text)
    is_link = rest != text and len(rest.split()) <= 5
    is_mail = _ADDRESS.search(text) is not None and len(text.split()) <= 6
    return is_link or is_mail or _PHONE.search(text) is not None or _POSTAL.search(text) is not None


def _last_shown(lines: list[Line], first: int, end: int) -> int | None:
    return next((at for at in range(end - 1, first - 1, -1) if not lines[at].is_blank), None)
