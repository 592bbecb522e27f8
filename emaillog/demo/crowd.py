"""The many companies, contacts and deals beside those of the script, so that lists and charts look lived in.

Made from lists of words, the same ones each time: every company has dice of its own, named after it.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import Any

from emaillog.demo.script import Person, Script
from emaillog.demo.tongues import Tongue, begun, choices, said, tongues

OWNERS = {
    "en": ("daniel", "nora", "daniel", "nora", "priya"),
    "de": ("lena",),
    "fr": ("camille",),
    "es": ("mateo",),
    "it": ("camille", "mateo"),
    "da": ("nora", "lena"),
}
ZONES = {
    "en": "Europe/London",
    "de": "Europe/Berlin",
    "fr": "Europe/Paris",
    "es": "Europe/Madrid",
    "it": "Europe/Rome",
    "da": "Europe/Copenhagen",
}
# Numbers that the countries keep free for stories, where they do.
PHONES = {
    "en": "+44 20 7946 0{:03}",
    "de": "+49 30 23125 {:03}",
    "fr": "+33 1 99 00 1{:03}",
    "es": "+34 91 015 5{:03}",
    "it": "+39 02 5550 1{:03}",
    "da": "+45 35 55 0{:03}",
}
STAGES = ("new", "qualified", "proposal", "negotiation", "won", "won", "lost")
ODDS = (6, 6, 7, 4, 5, 4, 4)
PEOPLE = (3, 3, 4, 4)


@dataclass(frozen=True)
class Firm:
    """One company of the crowd with all that belongs to it."""

    company: dict[str, Any]
    tongue: Tongue
    people: tuple[Person, ...]
    deals: tuple[dict[str, Any], ...]


def dice(name: str) -> Random:
    return Random(f"Fernwood, {name}")  # noqa: S311 (a story, no secret)


@cache
def firms() -> tuple[Firm, ...]:
    return tuple(
        firm(tongue, number, name, domain)
        for tongue in tongues().values()
        for number, (name, domain) in enumerate(tongue.companies)
    )


def firm(tongue: Tongue, number: int, name: str, domain: str) -> Firm:
    rng, key = dice(name), f"{tongue.key}{number:02}"
    company = {
        "key": key,
        "name": name,
        "domain": domain,
        "phone": PHONES[tongue.key].format(rng.randrange(100, 1000)),
        "owner": OWNERS[tongue.key][number % len(OWNERS[tongue.key])],
        "entered": rng.choice((rng.randint(4, 60), rng.randint(60, 255))),
    }
    staff = tuple(people(tongue, company, rng))
    return Firm(company, tongue, staff, tuple(deals(tongue, company, staff, rng)))


def people(tongue: Tongue, company: dict[str, Any], rng: Random) -> Iterator[Person]:
    number = rng.choice(PEOPLE)
    names = zip(*(rng.sample(tongue.words[part], number) for part in ("first", "last")), strict=True)
    titles = rng.sample(tongue.words["titles"], min(number, len(tongue.words["titles"])))
    for place, ((first, last), title) in enumerate(zip(names, titles, strict=False)):
        yield Person(
            key=f"{company['key']}-{place}",
            name=f"{first} {last}",
            address=f"{plain(first)}.{plain(last)}@{company['domain']}",
            title=title,
            phone=PHONES[tongue.key].format(rng.randrange(100, 1000)) if rng.random() < 0.6 else "",
            company=company["key"],
            language=tongue.key,
            time_zone=ZONES[tongue.key],
        )


def plain(name: str) -> str:
    """As people write their names in addresses: ASCII (RFC 5321)."""
    name = name.lower().translate({ord("ß"): "ss", ord("ø"): "oe", ord("æ"): "ae", ord("'"): ""})
    return "".join(letter for letter in unicodedata.normalize("NFKD", name) if letter.isascii() and letter.isalpha())


def deals(tongue: Tongue, company: dict[str, Any], staff: tuple[Person, ...], rng: Random) -> Iterator[dict[str, Any]]:
    for name in rng.sample(tongue.words["deal"], rng.choice((1, 1, 1, 1, 2))):
        (stage,) = rng.choices(STAGES, ODDS)
        is_closed = stage in {"won", "lost"}
        opened = rng.randint(60, 245) if is_closed else rng.randint(3, 90)
        closing = {"closed": rng.randint(2, opened - 30)} if is_closed else {"closes": rng.randint(-9, 85)}
        yield {
            "name": begun(said(name, choices(tongue, rng), rng)),
            "company": company["key"],
            "contacts": [person.key for person in staff[: rng.choice((1, 2, 2))]],
            "stage": stage,
            "amount": rng.randrange(8, 96) * rng.choice((500, 1000, 2500)),
            "currency": "GBP" if tongue.key == "en" else "EUR",
            "opened": opened,
            **closing,
        }


def joined(script: Script) -> Script:
    """The script with the crowd's companies, people and deals; its threads are its own still."""
    everybody = firms()
    return replace(
        script,
        people=script.people | {person.key: person for one in everybody for person in one.people},
        companies=(*script.companies, *(one.company for one in everybody)),
        deals=(*script.deals, *(deal for one in everybody for deal in one.deals)),
    )
