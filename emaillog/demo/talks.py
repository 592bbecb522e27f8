"""What the crowd and we wrote to each other over the last year: a thread a talk, with dates, files and ways in."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

from emaillog.demo import crowd
from emaillog.demo.crowd import dice
from emaillog.demo.script import File, Mail, Person, Script
from emaillog.demo.tongues import Tongue, begun, choices, said, tongues

OLDEST, NEWEST = 252, 1  # working days before the account, of the first mail of a talk
TALKS_OF_HEART = 6  # that companies of the hand-written script had before it begins
BEFORE_HEART = 75
WAITS = (0, 1, 1, 2, 3)  # days until an answer; not the same day where it may be earlier than here
CLIENTS = ("gmail", "gmail", "outlook", "outlook", "apple", "attached")
FILMED = frozenset({"en04", "en11", "de02"})  # in the first mail that they write: too large to keep
UNLOGGED = 0.04  # of the mails that come in: nobody forwards everything
SIGNS = {"GBP": "£{:,}", "USD": "${:,}"}


def joined(script: Script) -> Script:
    """The script with everybody of the crowd, and with the crowd's threads instead of its own."""
    whole = crowd.joined(script)
    return replace(whole, threads=tuple(thread for company in whole.companies for thread in threads(whole, company)))


def threads(script: Script, company: dict[str, Any]) -> Iterator[tuple[Mail, ...]]:
    """A company's, each about something else."""
    staff = [person for person in script.contacts if person.company == company["key"]]
    tongue = tongues()[staff[0].language]
    rng = dice(f"talks with {company['name']}")
    is_of_crowd = "entered" in company
    number = len(tongue.talks) if is_of_crowd else min(TALKS_OF_HEART, len(tongue.talks))
    for place, talk in enumerate(rng.sample(tongue.talks, number)):
        lately = NEWEST + int((OLDEST - NEWEST) * rng.random() ** 1.25)
        days = lately if is_of_crowd else rng.randint(BEFORE_HEART, OLDEST)
        scene = Scene(script, company, tongue, rng, f"{company['key']}-then-{place}")
        mails = tuple(scene.mails(talk, staff, days))
        yield scene.filmed(mails) if company["key"] in FILMED and not place else mails


class Scene:
    """One talk with one company: who speaks about what."""

    def __init__(self, script: Script, company: dict[str, Any], tongue: Tongue, rng: Random, name: str) -> None:
        self.script, self.tongue, self.rng, self.name = script, tongue, rng, name
        self.us = script.people[company["owner"]]
        currency = next((deal["currency"] for deal in script.deals if deal["company"] == company["key"]), "EUR")
        words = choices(tongue, rng)
        self.words = words | {"company": company["name"], "sum": money(rng.randrange(12, 180) * 500, currency)}

    def mails(self, talk: dict[str, Any], staff: list[Person], days: int) -> Iterator[Mail]:
        them, *others = self.rng.sample(staff, min(len(staff), 2))
        cc = (others[0].key,) if others and self.rng.random() < 0.35 else ()
        subject = begun(said(self.rng.choice(talk["subject"]), self.words, self.rng))
        hour = 8
        for number, turn in enumerate(talk["mail"], 1):
            waited = self.rng.choice(WAITS if them.time_zone == self.us.time_zone else WAITS[1:]) if number > 1 else 0
            if waited >= days:
                return  # not answered yet
            days, hour = (days - waited, self.rng.randint(8, 11)) if waited else (days, hour + 2)
            sender, to = (self.us, them) if turn["by"] == "us" else (them, self.us)
            yield Mail(
                thread=self.name,
                number=number,
                sender=sender.key,
                to=(to.key,),
                cc=cc,
                text=self.letter(turn["text"], sender, to),
                subject=subject if number == 1 else f"Re: {subject}",
                days=days,
                at=f"{hour:02}:{self.rng.randrange(60):02}",
                via=self.way(turn["by"]),
                files=self.files(turn.get("file")),
            )

    def filmed(self, mails: tuple[Mail, ...]) -> tuple[Mail, ...]:
        """With a film in the first mail from them."""
        first = next((mail for mail in mails if mail.sender != self.us.key), mails[0])
        with_film = replace(first, files=self.files("film"), via="bcc" if first.sender == self.us.key else "outlook")
        return tuple(with_film if mail is first else mail for mail in mails)

    def letter(self, text: str, sender: Person, to: Person) -> str:
        """With salutation and close, by first names."""
        first, _blank, last = to.name.partition(" ")
        hello = self.rng.choice(self.tongue.words["hello"]).format(first=first, last=last)
        bye = self.rng.choice(self.tongue.words["bye"])
        return f"{hello}\n\n{said(text, self.words, self.rng).strip()}\n\n{bye}\n{sender.name.partition(' ')[0]}\n"

    def way(self, by: str) -> str:
        if by == "us":
            return "bcc"
        return "" if self.rng.random() < UNLOGGED else self.rng.choice(CLIENTS)

    def files(self, kind: str | None) -> tuple[File, ...]:
        """Made for the occasion, with its words in name and lines."""
        if kind is None:
            return ()
        made: dict[str, Any] = dict(self.tongue.files[kind])
        made |= {name: said(made[name], self.words, self.rng) for name in ("name", "title") if name in made}
        made |= {name: tuple(made[name]) for name in ("rows", "bars") if name in made}
        lines = tuple(said(line, self.words, self.rng) for line in made.pop("lines", ()))
        return (File(lines=lines, **made),)


def money(amount: int, currency: str) -> str:
    if currency in SIGNS:
        return SIGNS[currency].format(amount)
    return f"{amount:,}".replace(",", "\u00a0") + f"\u00a0{currency}"
