"""Names and addresses as people and programs spell them, made clean."""

import re

from emaillog.mime import encoded_words
from emaillog.mime.charset import one_line

# Embeddings, overrides and isolates turn round what stands after a name (UAX #9).
_TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_COMMENT = re.compile(r"\([^()]*\)")
_LONGEST_NAME = 300  # characters
_LONGEST_ADDRESS = 320  # characters: 64 + @ + 255 (RFC 5321 section 4.5.3.1)


def address(written: str) -> str:
    """An addr-spec as written, without blanks, comments, route and "mailto:"; "" when it cannot be one."""
    found = one_line(encoded_words.decode(written)).strip("<> \t'")
    if found.startswith("@"):
        found = found.rpartition(":")[2]  # a source route (RFC 5322 section 4.4)
    if found[:7].lower() == "mailto:":
        found = found[7:]
    if len(found) > _LONGEST_ADDRESS or found.translate(_TURNS) != found:
        return ""
    if found.startswith('"'):
        return found.rstrip(".")
    return "".join(_COMMENT.sub("", found).split()).rstrip(".")


def name(written: str, of: str) -> str:
    """A display name in one line that reads as it is written; "" when it only repeats the address."""
    found = one_line(encoded_words.decode(written)).translate(_TURNS)
    found = _unquoted(" ".join(found.split()))
    if len(found) > 1 and found[0] == found[-1] == "'":
        found = found[1:-1].strip()  # seen in practice: Outlook puts names in single quotes
    return "" if found.lower() == of.lower() else found[:_LONGEST_NAME]


def _unquoted(found: str) -> str:
    """Without the quotation marks around it; those around a word inside stay (Ann "Max" Fox)."""
    bare = found.strip('"')
    is_around = bare.count('"') % 2 == 0 and (found[:1] == '"') == (found[-1:] == '"')
    return (bare if is_around or found.count('"') % 2 else found).strip()


def without_brackets(phrase: str, comment: str) -> list[tuple[str, str]]:
    """The names and addresses of a phrase that has none of the brackets it needs.

    Seen in practice: a name before the address, several addresses with nothing but a blank between them.
    """
    if '"' in phrase:  # a quoted local part
        return [(comment, phrase)]
    found: list[tuple[str, str]] = []
    before: list[str] = []
    for word in _without_blanks(phrase).split():
        if (
            found and not before and word.startswith(".") and len(found[-1][1]) < _LONGEST_ADDRESS
        ):  # folded in its middle
            found[-1] = (found[-1][0], found[-1][1] + word)
            continue
        before.append(word)
        if "@" in word:
            found.append((" ".join(before[:-1]) or comment, word))
            before = []
    if found and before:
        found[-1] = (" ".join([found[-1][0], *before]).strip(), found[-1][1])
    return found


def _without_blanks(phrase: str) -> str:
    """Addresses without the blanks that may stand around "." and "@" (RFC 5322 section 4.4)."""
    phrase = " ".join(phrase.split())
    for spaced, sign in ((" . ", "."), (" @ ", "@"), (" @", "@"), ("@ ", "@")):
        phrase = phrase.replace(spaced, sign)
    return phrase
