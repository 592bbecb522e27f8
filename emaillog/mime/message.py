"""Bytes to a `ParsedMessage`. Never raises: what is odd about a mail becomes a defect of its value."""

from dataclasses import replace
from datetime import datetime

from emaillog.mime import address, automatic, body, bounds, dates, digest, entity, parts
from emaillog.mime.charset import storable
from emaillog.mime.entity import Budget, Entity
from emaillog.mime.headers import Fields
from emaillog.mime.values import Mailbox, ParsedMessage

_NESTED_COPIES = 4  # attached messages may be read until they sum up to so many times the mail itself


def parse(raw: bytes) -> ParsedMessage:
    """Everything that the mail says. `Bcc` has no part in it: the field is not to be believed (R16, R17)."""
    budget = Budget(copied=_NESTED_COPIES * len(raw) + 1_000_000)
    return replace(_message(raw, 0, budget), defects=tuple(budget.defects))


def _message(raw: bytes, depth: int, budget: Budget) -> ParsedMessage:
    root = entity.read(raw, budget)
    shown = body.read(root)
    leaves = root.leaves()
    files = parts.read([leaf for leaf in leaves if id(leaf) not in shown.leaves], shown.html)
    attached = tuple(_attached(content, depth, budget) for content in _readable(files.messages, depth, budget))
    return replace(
        _envelope(root, leaves, budget),
        text=shown.text,
        html=shown.html,
        parts=tuple(files.parts),
        attached=attached,
        is_empty=not root.fields.items and not shown.text.strip() and not files.parts,
    )


def _readable(messages: list[bytes], depth: int, budget: Budget) -> list[bytes]:
    """The attached messages that may still be looked into; the others stay files."""
    out = []
    for content in messages:
        budget.copied -= len(content)
        if depth >= bounds.NESTING or budget.copied < 0:
            budget.note("messages nested too deeply")
        else:
            out.append(content)
    return out


def _attached(content: bytes, depth: int, budget: Budget) -> ParsedMessage:
    return _message(content, depth + 1, budget)


def _envelope(root: Entity, leaves: list[Entity], budget: Budget) -> ParsedMessage:
    fields = root.fields
    people = {name: _people(fields, name, budget) for name in ("from", "reply-to", "to", "cc")}
    date = dates.read(fields.first("date"))
    subject = fields.text("subject")[: bounds.SUBJECT]
    _note_oddities(fields, people["from"], date, budget)
    return ParsedMessage(
        message_id=fields.message_id(),
        in_reply_to=next(iter(fields.message_ids("in-reply-to")), ""),
        references=fields.message_ids("references"),
        subject=storable(subject),
        date=date,
        sender=people["from"],
        reply_to=people["reply-to"],
        to=people["to"],
        cc=people["cc"],
        is_automatic=automatic.is_automatic(root),
        is_bulk=automatic.is_bulk(root),
        digest=digest.of(
            people["from"],
            people["to"] + people["cc"],
            date,
            subject,
            ((leaf.content_type, leaf.content) for leaf in leaves),
        ),
    )


def _people(fields: Fields, name: str, budget: Budget) -> tuple[Mailbox, ...]:
    """Every mailbox of every field of that name."""
    found = tuple(box for value in fields.all(name)[: bounds.ADDRESSES] for box in address.mailboxes(value))
    if len(found) >= bounds.ADDRESSES:
        budget.note(f"too many addresses in {name}")
    return found[: bounds.ADDRESSES]


def _note_oddities(fields: Fields, sender: tuple[Mailbox, ...], date: datetime | None, budget: Budget) -> None:
    for is_so, defect in (
        (date is None, "no usable date"),
        (not fields.message_id(), "no message id"),
        (not sender, "no sender"),
        (len(fields.all("from")) > 1, "several From fields"),
        (len(sender) > 1, "several senders"),
        (len(fields.text("subject")) > bounds.SUBJECT, "subject too long"),
    ):
        if is_so:
            budget.note(defect)
