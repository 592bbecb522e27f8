"""Where the new text of a mail ends and the text it quotes begins."""

from emaillog.snippets import INTRODUCTION, QUOTED


def split(text: str) -> tuple[str, str]:
    """The new text and the quotation below it, "" when there is none; a quotation with answers between stays whole."""
    lines = text.splitlines()
    start = min(_introduced(lines), _quoted_to_the_end(lines))
    new = "\n".join(lines[:start]).rstrip()
    return (new, "\n".join(lines[start:])) if new and start < len(lines) else (text, "")


def _introduced(lines: list[str]) -> int:
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if len(line) > 200:
            continue
        if INTRODUCTION.match(line) or INTRODUCTION.match(f"{line.rstrip()} {following[:200].strip()}"):
            return number if not _answered_below(lines[number + 1 :]) else len(lines)
    return len(lines)


def _answered_below(lines: list[str]) -> bool:
    """Whether new text stands between or below quoted lines."""
    marks = [bool(QUOTED.match(line)) for line in lines if line.strip()]
    return any(marks) and False in marks[marks.index(True) :]


def _quoted_to_the_end(lines: list[str]) -> int:
    number = len(lines)
    while number and (not lines[number - 1].strip() or QUOTED.match(lines[number - 1])):
        number -= 1
    return number
