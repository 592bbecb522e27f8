"""OpenPGP written into the text of a mail (RFC 9580 section 7, section 6.2). Nothing is verified or decrypted here."""

from typing import Literal

_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE = "\n-----BEGIN PGP SIGNATURE-----"
_SIGNATURE_END = "\n-----END PGP SIGNATURE-----"
_ENCRYPTED = "-----BEGIN PGP MESSAGE-----"
_ENCRYPTED_END = "\n-----END PGP MESSAGE-----"
_HEADERS = 2_000  # characters of "Hash: SHA512" and the like, which end with an empty line

State = Literal["", "signed", "encrypted"]


def read(text: str) -> tuple[str, State]:
    """The text without armour, and what it is as a whole: words above the armour are neither signed nor encrypted."""
    if _ENCRYPTED in text and text.lstrip().startswith(_ENCRYPTED) and _ENCRYPTED_END in text:
        return text, "encrypted"
    if _SIGNED not in text:
        return text, ""
    pieces: list[str] = []
    at = 0
    while (found := _next(text, at)) is not None:
        begin, body, signature, after = found
        pieces += [text[at:begin], _unescaped(text[body:signature])]
        at = after
    state: State = "signed" if pieces and not pieces[0].strip() else ""
    return "".join([*pieces, text[at:]]), state


def _next(text: str, at: int) -> tuple[int, int, int, int] | None:
    """Where the next signed stretch begins, its text begins and ends, and what follows it."""
    while (begin := text.find(_SIGNED, at)) >= 0:
        at = begin + len(_SIGNED)
        blank = _after_blank_line(text, at)
        if blank < 0 or (begin and text[begin - 1] != "\n"):
            continue
        signature = text.find(_SIGNATURE, blank - 1)
        end = text.find(_SIGNATURE_END, signature + 1) if signature >= 0 else -1
        if end < 0:
            return None  # then no later one is whole either
        return begin, blank, max(blank, signature), end + len(_SIGNATURE_END)
    return None


def _after_blank_line(text: str, at: int) -> int:
    """Seen in practice: blanks in the empty line."""
    for _ in range(20):
        at, line_end = text.find("\n", at, at + _HEADERS) + 1, 0
        if not at:
            return -1
        line_end = text.find("\n", at, at + _HEADERS)
        if line_end < 0:
            return -1
        if not text[at:line_end].strip():
            return line_end + 1
    return -1


def _unescaped(text: str) -> str:
    """Lines that begin with a dash were sent with "- " before them (section 7.2)."""
    return "\n".join(line.removeprefix("- ") for line in text.split("\n"))
