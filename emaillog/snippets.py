"""What a timeline row shows of a mail: the first words that are new in it."""

import re
from itertools import zip_longest

LENGTH = 200
LOOKED_AT = 20_000  # characters: enough for any real opening, and it keeps every pattern short
QUOTED = re.compile(r"^\s*[>|]")
SIGNATURE = re.compile(r"^--\s?$")
# What mail programs write above the text they quote, in the languages they are most often set to.
INTRODUCTION = re.compile(
    r"^\s*(?:-{2,}\s*(?:original|forwarded|urspr|weitergeleitet|message d|mensaje)"
    r"|_{10,}\s*$"
    r"|(?:on|am|le|el|il|op)\s.{4,120}(?:wrote|schrieb|écrit|escribió|scritto|schreef).{0,80}:\s*$)",
    re.IGNORECASE,
)


def snippet(text: str) -> str:
    """At most 200 characters of the new text on one line: without quoted lines and signature.

    A mail that only quotes gives the beginning of what it quotes, so that its row does not stand empty.
    """
    words = " ".join(" ".join(new_lines(text[:LOOKED_AT])).split())
    words = words or " ".join(text[:LOOKED_AT].replace(">", " ").split())
    return words if len(words) <= LENGTH else words[: LENGTH - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def new_lines(text: str) -> list[str]:
    new: list[str] = []
    lines = text.splitlines()
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        wrapped = f"{line.rstrip()} {following.strip()}"
        if SIGNATURE.match(line) or INTRODUCTION.match(line) or INTRODUCTION.match(wrapped):
            break
        if not QUOTED.match(line):
            new.append(line)
    return new
