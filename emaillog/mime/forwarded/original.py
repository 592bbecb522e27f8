"""The forwarded message as a message of its own, with the original's fields (R25)."""

from emaillog.mime import bounds, digest
from emaillog.mime.charset import one_line, storable
from emaillog.mime.content import Content
from emaillog.mime.defects import Defect
from emaillog.mime.forwarded.inline import Found
from emaillog.mime.values import Mailbox, ParsedMessage


def of(found: Found, outer: ParsedMessage, html: str) -> ParsedMessage:
    """The files of the forward are the original's: clients take them along."""
    heading = found.heading
    sender, to, cc = _named(found, outer), heading.to[: bounds.ADDRESSES], heading.cc[: bounds.ADDRESSES]
    subject = one_line(heading.subject)[: bounds.SUBJECT]
    leaves = [("text/plain", Content.of(found.text.encode("utf-8", "replace")))]
    leaves += [(part.content_type, part.content) for part in outer.parts]
    return ParsedMessage(
        references=outer.references or tuple(filter(None, [outer.in_reply_to])),
        subject=subject,
        date=heading.date,
        sender=(sender,),
        reply_to=heading.reply_to[: bounds.ADDRESSES],
        to=to,
        cc=cc,
        text=storable(found.text),
        html=storable(html),
        parts=outer.parts,
        invitations=outer.invitations,
        digest=digest.of((sender,), to + cc, heading.date, subject, leaves),
        defects=(*found.defects, *(() if heading.date else (Defect.DATE_MISSING,))),
    )


def _named(found: Found, outer: ParsedMessage) -> Mailbox:
    """A user named without an address (Exchange) is the forwarder, whose address is known."""
    sender = found.heading.sender
    if sender.address or found.doubt == "original_sender_has_no_address" or not outer.sender:
        return sender
    return Mailbox(sender.name, outer.sender[0].address)
