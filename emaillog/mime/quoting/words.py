"""Words of mail clients around quotations and signatures. Hints only: without them the structure decides alone."""

import re
from functools import cache
from pathlib import Path

from emaillog.mime.forwarded.folding import fold


def tells_of_writing(text: str) -> bool:
    return _holds(text, "writing")


def tells_of_sending(text: str) -> bool:
    return _holds(text, "sending")


def names_a_device(text: str) -> bool:
    return _holds(text, "devices")


def names_a_client(text: str) -> bool:
    return _holds(text, "clients")


def closes(text: str) -> bool:
    """Whether a short line ends a letter ("Kind regards")."""
    return _holds(text, "closings")


def _holds(text: str, section: str) -> bool:
    return _sections()[section].search(fold(text)) is not None


@cache
def _sections() -> dict[str, re.Pattern[str]]:
    """A pattern of all stems for each section. In scripts with blanks between words a stem begins a word."""
    listed: dict[str, list[str]] = {}
    words: list[str] = []
    for line in Path(__file__).with_name("words.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            words = listed[line.strip("[]")] = []
        elif not line.startswith("#"):
            words.extend(fold(word.strip()) for word in line.split("|") if word.strip())
    return {name: re.compile("|".join(map(_begun, stems))) for name, stems in listed.items()}


def _begun(stem: str) -> str:
    return rf"(?<!\w){re.escape(stem)}" if stem[0] < "\u0590" else re.escape(stem)
