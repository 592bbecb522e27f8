"""The script of the sample account as values, read from the TOML files in `data`."""

import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Person:
    """A user or somebody outside. `is_known` is false for those who become contacts by the first mail to them."""

    key: str
    name: str
    address: str
    title: str = ""
    phone: str = ""
    company: str = ""
    owner: str = ""
    language: str = "en"
    time_zone: str = "UTC"
    is_known: bool = True

    @property
    def mailbox(self) -> str:
        return f"{self.name} <{self.address}>"


@dataclass(frozen=True)
class File:
    """An attachment to be made: rows of a table, lines of a page, bars or aisles of a picture, or just MiB."""

    name: str
    title: str = ""
    lines: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    bars: tuple[int, ...] = ()
    aisles: int = 0
    mib: int = 0
    inline: bool = False


@dataclass(frozen=True)
class Mail:
    """One mail of a thread. `via` says how it reaches us: by `bcc`, or forwarded by `gmail`, `outlook`, `apple`,
    `attached` or `bare` (without the header); "" is not at all: then it is only quoted by those after it. `door` names
    the route whose address is used where that is the wrong one.
    """

    thread: str
    number: int
    sender: str
    to: tuple[str, ...]
    text: str
    subject: str
    days: int = 0  # working days before the account was made; or, for the last ones, `hours` before that
    at: str = "09:00"
    hours: float = 0
    cc: tuple[str, ...] = ()
    via: str = "bcc"
    by: tuple[str, ...] = ()  # the users who log it; without, the sender or the first recipient
    door: str = ""
    note: str = ""
    plain: bool = False
    fresh: bool = False  # answers nothing
    automatic: bool = False
    expect: str = "logged"
    files: tuple[File, ...] = field(default=())

    @property
    def id(self) -> str:
        return f"{self.thread}-{self.number}"


@dataclass(frozen=True)
class Script:
    """Everything that is loaded."""

    people: dict[str, Person]
    users: tuple[str, ...]
    companies: tuple[dict[str, Any], ...]
    deals: tuple[dict[str, Any], ...]
    notes: tuple[dict[str, Any], ...]
    threads: tuple[tuple[Mail, ...], ...]

    @cached_property
    def thread_of(self) -> dict[str, tuple[Mail, ...]]:
        return {thread[0].thread: thread for thread in self.threads}

    @cached_property
    def contacts(self) -> list[Person]:
        return [person for key, person in self.people.items() if key not in self.users and person.is_known]


def read() -> Script:
    cast, deals, notes = (tomllib.loads((DATA / f"{name}.toml").read_text()) for name in ("cast", "deals", "notes"))
    people = {key: Person(key, **fields) for kind in ("users", "contacts") for key, fields in cast[kind].items()}
    threads = [thread(path) for path in sorted((DATA / "threads").glob("*.toml"))]
    return Script(
        people,
        tuple(cast["users"]),
        tuple(cast["companies"]),
        tuple(deals["deal"]),
        tuple(notes["note"]),
        tuple(threads),
    )


def thread(path: Path) -> tuple[Mail, ...]:
    content = tomllib.loads(path.read_text())
    subject = content["subject"]
    mails: list[Mail] = []
    for number, written in enumerate(content["mail"], 1):
        mails.append(mail(path.stem, number, subject, written))
        subject = f"Re: {mails[-1].subject.removeprefix('Re: ')}"
    return tuple(mails)


def mail(name: str, number: int, subject: str, written: dict[str, Any]) -> Mail:
    """The subject is that of what it answers, unless it has its own."""
    fields = frozen(written)
    files = tuple(file(one) for one in fields.pop("files", ()))
    sender = fields.pop("from")
    own = fields.pop("subject", subject)
    return Mail(name, number, sender, subject=own, files=files, **fields)


def file(written: dict[str, Any]) -> File:
    return File(**frozen(written))


def frozen(written: dict[str, Any]) -> dict[str, Any]:
    """Lists as tuples."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in written.items()}
