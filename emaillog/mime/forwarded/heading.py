"""What a block of labels says about the message below it. Value and order decide, words are a hint."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from emaillog.mime import encoded_words
from emaillog.mime.forwarded import dates, people, persons, subject, vocabulary
from emaillog.mime.forwarded.folding import fold
from emaillog.mime.forwarded.labels import Field, Run
from emaillog.mime.values import Mailbox, ParsedMessage

_FEWEST_FIELDS = 3
_ONCE = {"from", "date", "subject"}
_PLAIN = 0.6  # of a label's weight, where only its value tells what it is
_ENGLISH = frozenset({"from", "sent"})


@dataclass
class Heading:
    sender: Mailbox
    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    reply_to: tuple[Mailbox, ...] = ()
    subject: str = ""
    date: datetime | None = None
    labels: set[str] = field(default_factory=set)
    certainty: float = 0.5  # 0 to 1: the share of labels whose meaning is known, or plain from their values
    has_outer_subject: bool = False
    is_sender_called_so: bool = False
    may_be_recipient: bool = False  # whom it takes for the sender
    last: int = 0  # index of its last line


def read(run: Run, outer: ParsedMessage) -> Heading | None:
    """None when the run is no header of a message: without a sender, or without something like a date."""
    run = _without_what_is_below(_without_what_is_above(run))
    if len(run.fields) < _FEWEST_FIELDS:
        return None
    dated = _dated(run.fields)
    title, is_certain = _title(run.fields, dated, outer.subject)
    date = next((each for each in dated if each is not title), None)
    rest = [each for each in run.fields if each is not title and each is not date]
    author = persons.author(rest)
    writer = people.sender(author.value) if author else None
    is_certain = is_certain or "@" in "".join(each.value for each in rest)
    if author is None or writer is None or date is None or not is_certain:
        return None
    is_english = not _ENGLISH.isdisjoint(fold(each.label) for each in run.fields)
    when = dates.read(date.value, outer.date, is_english=is_english)
    heading = Heading(writer, subject=encoded_words.decode(title.value) if title else "", date=when)
    others = rest[rest.index(author) + 1 :] + rest[: rest.index(author)]
    recipients = persons.recipients(others, writer, outer)
    heading.to, heading.cc, heading.reply_to = recipients.to, recipients.cc, recipients.reply_to
    _judge(heading, run, author, outer)
    heading.last = _last(run, [author, date, *([title] if title else [])])
    return heading


def _without_what_is_above(run: Run) -> Run:
    """A signature may have labels too ("T: 020 7946 0101"); what follows it is a header by its known words alone."""
    roles = [vocabulary.role(each.label) for each in run.fields]
    start = next((at for at, role in enumerate(roles) if role), 0)
    return replace(run, fields=run.fields[start:]) if set(roles[start:]) >= _ONCE else run


def _without_what_is_below(run: Run) -> Run:
    """Seen in practice: Outlook for Mac leaves no empty line above the text, which may begin with labels again."""
    roles = [vocabulary.role(each.label) for each in run.fields]
    again = next((at for at, role in enumerate(roles) if role in _ONCE and set(roles[:at]) >= _ONCE), 0)
    return Run(run.fields[:again], run.fields[again].first, is_closed=False) if again else run


def _dated(fields: list[Field]) -> list[Field]:
    possible = [each for each in fields if _is_date(each)]
    return [each for each in possible if vocabulary.role(each.label) != "subject"] or possible


def _judge(heading: Heading, run: Run, author: Field, outer: ParsedMessage) -> None:
    """What speaks for the reading: see `confidence`."""
    heading.labels = {fold(each.label) for each in run.fields}
    is_subject_known = bool(heading.subject) or any(vocabulary.role(each.label) == "subject" for each in run.fields)
    heading.has_outer_subject = is_subject_known and subject.is_same(outer.subject, heading.subject)
    heading.may_be_recipient = persons.may_be_recipient(author, run.fields, outer)
    heading.is_sender_called_so = vocabulary.role(author.label) in {"from", "sender"}
    weights = [1.0 if vocabulary.role(each.label) else _PLAIN if _is_plain(each) else 0 for each in run.fields]
    heading.certainty = sum(weights) / len(weights)


def _is_plain(each: Field) -> bool:
    return "@" in each.value or _is_date(each)


def _is_date(each: Field) -> bool:
    return any(letter.isdigit() for letter in each.value[:60]) and dates.looks_like_one(each.value)


def _title(fields: list[Field], dated: list[Field], outer_subject: str) -> tuple[Field | None, bool]:
    """The subject, and whether it is known for sure: it is the forward's own, or is called a subject."""
    same = [each for each in fields if each.value and subject.is_same(outer_subject, encoded_words.decode(each.value))]
    called = [each for each in fields if vocabulary.role(each.label) == "subject"]
    if found := next(iter([each for each in called if each in same] or same or called), None):
        return found, True
    free = [each for each in fields if each not in dated and "@" not in each.value and not vocabulary.role(each.label)]
    return (free[-1], False) if free else (None, False)


def _last(run: Run, assigned: list[Field]) -> int:
    """Where the header ends: with the run, or, where no empty line follows, with its last known field."""
    if run.is_closed:
        return run.end - 1
    certain = [each for each in run.fields if each in assigned or vocabulary.role(each.label) or "@" in each.value]
    return max(each.last for each in certain)
