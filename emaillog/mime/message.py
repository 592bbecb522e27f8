"""Bytes to a `ParsedMessage`. Never raises: what is odd about a mail becomes a defect of its value."""

from dataclasses import replace
from datetime import datetime

from emaillog.mime import (
    address,
    automatic,
    bounds,
    dates,
    digest,
    dsn,
    entity,
    headers,
    inside,
    meetings,
    protection,
    trace,
)
from emaillog.mime.ambition import Ambition
from emaillog.mime.budget import Budget
from emaillog.mime.charset import storable
from emaillog.mime.content import Content
from emaillog.mime.defects import Defect
from emaillog.mime.entity import Entity
from emaillog.mime.headers import Fields
from emaillog.mime.source import Source
from emaillog.mime.values import Mailbox, MessagePart, ParsedMessage

_NESTED_READS = 4  # attached messages may be read until they sum up to so many times the mail itself


def parse(source: Source, ambition: Ambition = Ambition.FULL) -> ParsedMessage:
    """Everything that the mail says. `Bcc` has no part in it: the field is not to be believed (R16, R17).

    The files of the value are read from `source` when they are asked for: it must live as long.
    """
    budget = Budget(nested=_NESTED_READS * len(source) + 1_000_000 if ambition.looks_inside else 0)
    if ambition is Ambition.HEADERS:
        message = _header_only(source, budget)
    else:
        if not ambition.looks_inside:
            budget.note(Defect.READ_WITH_CARE)
        message = _message(source, (0, len(source)), 0, budget, looks_inside=ambition.looks_inside)
    return replace(message, defects=tuple(budget.defects))


def _header_only(source: Source, budget: Budget) -> ParsedMessage:
    budget.note(Defect.HEADER_ONLY)
    section = headers.read(source, 0, min(len(source), bounds.HEADER_BLOCK))
    root = Entity(section.fields, source, section.body, len(source))
    file = _whole(source, (0, len(source)))
    return replace(_envelope(root, [(file.content_type, file.content)], budget), parts=(file,), is_header_only=True)


def _whole(source: Source, span: tuple[int, int]) -> MessagePart:
    """The message as a file of itself, where not all of it is read."""
    return MessagePart("message.eml", "message/rfc822", Content(source, *span))


def _message(
    source: Source, span: tuple[int, int], depth: int, budget: Budget, *, looks_inside: bool = True
) -> ParsedMessage:
    root = entity.read(source, span, budget)
    found = inside.read(root, budget, looks_inside=looks_inside)
    files, is_cut = found.files, Defect.PARTS_CUT in budget.defects
    text, mark = protection.of(root, found.text)
    return replace(
        _envelope(root, [(leaf.content_type, leaf.content) for leaf in found.leaves], budget),
        text=text,
        html=found.html,
        parts=(*files.parts, _whole(source, span)) if is_cut else tuple(files.parts),
        invitations=meetings.of(files.calendars) if looks_inside else (),
        protection=str(mark),
        attached=tuple(_attached(content, depth, budget) for content in _readable(files.messages, depth, budget)),
        is_empty=not root.fields.items and not text.strip() and not files.parts,
    )


def _readable(messages: list[Content], depth: int, budget: Budget) -> list[Content]:
    """The attached messages that may still be looked into; the others stay files."""
    out = []
    for content in messages:
        budget.nested -= content.end - content.start
        if depth >= bounds.NESTING or budget.nested < 0:
            budget.note(Defect.NESTED_MESSAGES)
        else:
            out.append(content)
    return out


def _attached(content: Content, depth: int, budget: Budget) -> ParsedMessage:
    source, start, end = content.opened()
    return _message(source, (start, end), depth + 1, budget)


def _envelope(root: Entity, leaves: list[digest.Leaf], budget: Budget) -> ParsedMessage:
    fields = root.fields
    people = {name: _people(fields, name, budget) for name in ("from", "reply-to", "to", "cc")}
    date = dates.read(fields.first("date"))
    subject = fields.text("subject")[: bounds.SUBJECT]
    _note_oddities(fields, people["from"], date, budget)
    return ParsedMessage(
        message_id=fields.message_id(),
        in_reply_to=next(iter(fields.message_ids("in-reply-to")), ""),
        references=_references(fields, budget),
        subject=storable(subject),
        date=date,
        sender=people["from"],
        resent_from=address.mailboxes(fields.first("resent-from")),
        reply_to=people["reply-to"],
        to=people["to"],
        cc=people["cc"],
        is_automatic=automatic.is_automatic(root),
        is_bulk=automatic.is_bulk(root),
        is_notice=bool(fields.first(dsn.MARK.lower())),
        hops=trace.hops(fields),
        results=trace.results(fields),
        digest=digest.of(
            people["from"],
            people["to"] + people["cc"],
            date,
            subject,
            leaves,
        ),
    )


def _references(fields: Fields, budget: Budget) -> tuple[str, ...]:
    """The last ones: they are the nearest of a long thread."""
    found = fields.message_ids("references")
    if len(found) > bounds.REFERENCES:
        budget.note(Defect.REFERENCES_CUT)
    return found[-bounds.REFERENCES :]


def _people(fields: Fields, name: str, budget: Budget) -> tuple[Mailbox, ...]:
    """Every mailbox of every field of that name."""
    found = tuple(box for value in fields.all(name)[: bounds.ADDRESSES] for box in address.mailboxes(value))
    if len(found) >= bounds.ADDRESSES:
        budget.note(Defect.ADDRESSES_CUT)
    return found[: bounds.ADDRESSES]


def _note_oddities(fields: Fields, sender: tuple[Mailbox, ...], date: datetime | None, budget: Budget) -> None:
    for is_so, defect in (
        (date is None, Defect.DATE_MISSING),
        (not fields.message_id(), Defect.MESSAGE_ID_MISSING),
        (not sender, Defect.SENDER_MISSING),
        (len(fields.all("from")) > 1, Defect.SENDER_FIELDS),
        (len(sender) > 1, Defect.SENDERS),
        (len(fields.text("subject")) > bounds.SUBJECT, Defect.SUBJECT_CUT),
    ):
        if is_so:
            budget.note(defect)
