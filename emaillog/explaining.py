"""A dry run: what would become of a mail, and why. Takes the same way as the line and writes nothing."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from contacts.addresses import domain_of, normalised
from contacts.matching import known_contacts
from emaillog import drafts, logbook, routing
from emaillog.drafts import Content, Draft
from emaillog.mime.message import parse
from emaillog.mime.values import Mailbox, ParsedMessage
from emaillog.models import InboundMessage, LoggingAddress
from emaillog.rejection import Reason, Rejected
from emaillog.routing import Routed

Explanation = dict[str, Any]


def explain(raw: bytes, to: str) -> Iterator[Explanation]:
    """One explanation for each mail in the message, with the keys that the documentation of `explain_mail` names."""
    address = LoggingAddress.objects.among([to]).select_related("account__logging_rules").first()
    inbound = InboundMessage(
        account=address.account if address else None,
        route=address.route if address else "",
        envelope_recipient=to,
    )
    message = parse(raw)
    try:
        routed = routing.resolve(inbound, message)
        found = drafts.contents(routed, message)
    except Rejected as refusal:
        yield refused(inbound, refusal.original or message, refusal.reason)
        return
    for content in found:
        yield of_content(inbound, routed, content)


def of_content(inbound: InboundMessage, routed: Routed, content: Content) -> Explanation:
    try:
        draft = drafts.draft_of(inbound, routed, content)
    except Rejected as refusal:
        return refused(inbound, content.message, refusal.reason) | forward_of(content)
    is_known = bool(logbook.already_logged(routed, [draft]))
    return (
        outcome(inbound, "duplicate" if is_known else "logged", Reason.ALREADY_LOGGED if is_known else Reason.LOGGED)
        | {"direction": draft.participants.direction.value}
        | content_of(content.message)
        | forward_of(content)
        | {"contacts": contacts_of(routed, draft), "attachments": attachments_of(draft)}
    )


def refused(inbound: InboundMessage, message: ParsedMessage, reason: Reason) -> Explanation:
    nothing: Explanation = {"direction": None, "contacts": [], "attachments": []}
    return outcome(inbound, "not_logged", reason) | nothing | content_of(message) | {"note": "", "forward": None}


def outcome(inbound: InboundMessage, result: str, reason: Reason) -> Explanation:
    return {
        "route": inbound.route or None,
        "outcome": result,
        "reason": reason.value,
        "why": str(reason.label),
        "logged_by": inbound.logger.email if inbound.logger else None,
    }


def content_of(message: ParsedMessage) -> Explanation:
    return {
        "message_id": message.message_id,
        "subject": message.subject,
        "date": message.date.isoformat() if message.date else None,
        "from": next(iter(logbook.people(message.sender)), None),
        "to": logbook.people(message.to),
        "cc": logbook.people(message.cc),
        "text": message.text,
        "defects": list(message.defects),
    }


def forward_of(content: Content) -> Explanation:
    if content.forward is None:
        return {"note": "", "forward": None}
    forward = content.forward
    return {"note": forward.note, "forward": {"found_in": forward.found_in, "confidence": forward.confidence}}


def contacts_of(routed: Routed, draft: Draft) -> list[dict[str, str]]:
    """What happens to each person of the header: a contact matched, created, or none, and why."""
    people = draft.participants
    known = known_contacts(routed.account, [one.address for one in (*people.to_create, *people.to_match)])
    rows = [
        {"address": one.address, "action": "match", "because": "has a contact"}
        if one.address in known
        else {"address": one.address, "action": "create", "because": "has no contact yet"}
        for one in people.to_create
    ]
    for one in people.to_match:
        action, because = ("match", "has a contact") if one.address in known else ("skip", "on Cc or To of a reply")
        rows.append({"address": one.address, "action": action, "because": because})
    named = {one.address for one in (*people.to_create, *people.to_match)}
    message = draft.message
    left_out = [one for one in (*message.sender, *message.to, *message.cc) if normalised(one.address) not in named]
    return rows + [{"address": one.address, "action": "skip", "because": why_none(routed, one)} for one in left_out]


def why_none(routed: Routed, mailbox: Mailbox) -> str:
    address = normalised(mailbox.address)
    if address in routed.own_addresses:
        return "belongs to a user of the account"
    return "is a logging address" if domain_of(address) == settings.INBOUND_DOMAIN else "is no readable address"


def attachments_of(draft: Draft) -> list[dict[str, object]]:
    return [
        {
            "name": file.part.name,
            "size": file.part.size,
            "content_type": file.part.content_type,
            "kept": bool(file.blob),
        }
        for file in draft.files
    ]
