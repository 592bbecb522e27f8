"""The languages of the crowd: their words, and what people write to each other in them, read from `data/crowd`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

DATA = Path(__file__).parent / "data" / "crowd"
EITHER = re.compile(r"\[([^\[\]|]+)\|([^\[\]|]+)\]")


@dataclass(frozen=True)
class Tongue:
    """One language. A talk is a list of mails, each with who writes it (`us` or `them`), its text, perhaps a file."""

    key: str
    companies: tuple[tuple[str, str], ...]  # name and domain
    words: dict[str, list[str]]
    files: dict[str, dict[str, Any]]
    talks: tuple[dict[str, Any], ...]


@cache
def tongues() -> dict[str, Tongue]:
    companies = tomllib.loads((DATA / "companies.toml").read_text())
    return {key: tongue(key, tuple(map(name_and_domain, rows))) for key, rows in companies.items()}


def tongue(key: str, companies: tuple[tuple[str, str], ...]) -> Tongue:
    content = tomllib.loads((DATA / f"{key}.toml").read_text())
    return Tongue(key, companies, content["words"], content["files"], tuple(content["talk"]))


def name_and_domain(row: str) -> tuple[str, str]:
    name, _bar, domain = row.partition("|")
    return name, domain


def choices(tongue: Tongue, rng: Random) -> dict[str, str]:
    """One of each list of words, and a few numbers: what one talk is about."""
    numbers = {"n": rng.randint(2, 9), "weeks": rng.randint(3, 8), "percent": rng.randrange(15, 45, 5)}
    words = {name: rng.choice(several) for name, several in tongue.words.items()}
    return {**words, **{name: str(number) for name, number in numbers.items()}, "ref": f"FR-{rng.randint(1100, 2280)}"}


def said(text: str, words: Mapping[str, str], rng: Random) -> str:
    """The text with one of each alternative, and with the words in their places."""
    chosen = EITHER.sub(lambda found: found[rng.randint(1, 2)], text)
    return chosen.format_map(words)


def begun(text: str) -> str:
    """With a capital letter: many a list of words is for the middle of a sentence."""
    return text[:1].upper() + text[1:]
