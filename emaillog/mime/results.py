"""Reads Authentication-Results (RFC 8601 section 2.2): strangers have their words in them, in quotes and comments."""

import re
from dataclasses import dataclass, field

_IN_COMMENT = re.compile(r"\\.|[()]|[^()\\]+|.", re.DOTALL)
_OUTSIDE = re.compile(r'"(?:[^"\\]|\\.)*"?|[();]|[^"();]+', re.DOTALL)
_METHOD = re.compile(r"\s*([A-Za-z0-9-]+)(?:\s*/\s*\d+)?\s*=\s*([A-Za-z]+)")
_PROPERTY = re.compile(r'(?:([A-Za-z0-9-]+)\.([A-Za-z0-9_-]+)\s*=\s*)?(?:"((?:[^"\\]|\\.)*)"?|([^\s"]+))', re.DOTALL)


@dataclass(frozen=True)
class Result:
    """What one check said: `method` and `word` as in "dkim=pass", `properties` as in "header.d"."""

    method: str
    word: str
    properties: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Results:
    host: str  # the authserv-id: who says so
    checks: tuple[Result, ...]


def read(value: str) -> Results:
    """What cannot be read is left out."""
    first, *others = _sections(value)
    host = next(iter(first.split()), "").strip('"').lower()
    return Results(host, tuple(result for section in others if (result := _result(section))))


def _sections(value: str) -> list[str]:
    """The parts between semicolons, without comments; a semicolon in quotes is none."""
    sections, depth, at = [""], 0, 0
    while found := (_IN_COMMENT if depth else _OUTSIDE).match(value, at):
        piece, at = found[0], found.end()
        if piece in {"(", ")"}:
            depth = max(0, depth + (1 if piece == "(" else -1))
        elif piece == ";" and not depth:
            sections.append("")
        elif not depth:
            sections[-1] += piece
    return sections


def _result(section: str) -> Result | None:
    method = _METHOD.match(section)
    if not method:
        return None
    properties: dict[str, str] = {}
    for kind, name, quoted, plain in _PROPERTY.findall(section, method.end()):
        if kind:
            properties.setdefault(f"{kind}.{name}".lower(), (plain or quoted).strip().lower())
    return Result(method[1].lower(), method[2].lower(), properties)
