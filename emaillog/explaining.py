"""A dry run: what would become of a mail, and why. Takes the same way as the line and writes nothing."""

from dataclasses import dataclass
from typing import Any, Self

import structlog
from django.conf import settings

from contacts.addresses import domain_of, normalised
from contacts.domains import company_name
from crm.logs import steps
from emaillog import drafts, invitations, logbook, newcomers, participants, routing, sameness
from emaillog.drafts import Content, Draft
from emaillog.faults import TRANSIENT
from emaillog.known import Known, look_up
from emaillog.mime.message import parse
from emaillog.mime.source import Source
from emaillog.mime.values import Mailbox, ParsedMessage
from emaillog.models import InboundMessage, LoggingAddress, signature
from emaillog.rejection import Reason, Rejected
from emaillog.routing import Routed

log = structlog.get_logger(__name__)

Explanation = dict[str, Any]
SHOWN_TEXT = 600
WHY_AWAITED = {
    "copy": "on Cc or To of a reply",
    "limit": "too many new contacts",
    "automatic": "automatic and list mail makes no contacts",
}


@dataclass(frozen=True)
class DryRun:
    """Explains what would become of mails that were sent to this address, which is looked up once for all of them."""

    to: str
    address: LoggingAddress | None

    @classmethod
    def at(cls, to: str) -> Self:
        return cls(to, LoggingAddress.objects.among([to]).select_related("account__logging_rules").first())

    def explain(self, source: Source) -> list[Explanation]:
        """One explanation for each mail in the message, with the keys that `explain_mail --json` is known for.

        What no reader can take is explained as failed; the line would read it with less ambition first.
        """
        inbound = InboundMessage(
            account=self.address.account if self.address else None,
            route=self.address.route if self.address else "",
            envelope_recipient=self.to,
        )
        message = ParsedMessage()
        try:
            message = parse(source)
            return explanations(inbound, message, source)
        except TRANSIENT:
            raise
        except Exception as problem:  # noqa: BLE001 (whatever it is, the next mail is explained)
            log.error("message_not_explained", problem=type(problem).__name__, steps=steps(problem))  # noqa: TRY400
            return [refused(inbound, message, Reason.PROCESSING_FAILED, "failed")]


def shortened(explanation: Explanation) -> Explanation:
    """As a page keeps it for a while: with as much of the text as shows which part of the mail was read."""
    return explanation | {"text": explanation["text"][:SHOWN_TEXT]}


def explanations(inbound: InboundMessage, message: ParsedMessage, source: Source = b"") -> list[Explanation]:
    try:
        routed = routing.resolve(inbound, message, source)
        found = drafts.contents(routed, message)
    except Rejected as refusal:
        return [refused(inbound, refusal.original or message, refusal.reason)]
    known = look_up(routed.rules, routed.logger, drafts.question(inbound, routed, found))
    return [of_content(inbound, routed, content, known) for content in found]


def of_content(inbound: InboundMessage, routed: Routed, content: Content, known: Known) -> Explanation:
    try:
        draft = drafts.draft_of(inbound, routed, content, known)
    except Rejected as refusal:
        return refused(inbound, content.message, refusal.reason) | forward_of(content)
    is_known = bool(sameness.of(draft, known))
    if not is_known and sameness.is_removed(draft, known):
        return refused(inbound, content.message, Reason.REMOVED) | forward_of(content)
    if not (is_known or participants.is_for_somebody(routed, known, draft.participants)):
        return refused(inbound, content.message, Reason.NOBODY_KNOWN) | forward_of(content)
    return (
        outcome(inbound, "duplicate" if is_known else "logged", Reason.ALREADY_LOGGED if is_known else Reason.LOGGED)
        | {"direction": draft.participants.direction.value}
        | content_of(content.message)
        | forward_of(content)
        | {"contacts": contacts_of(routed, draft, known), "companies": companies_of(routed, draft, known)}
        | {"attachments": attachments_of(draft)}
    )


def refused(inbound: InboundMessage, message: ParsedMessage, reason: Reason, result: str = "not_logged") -> Explanation:
    nothing: Explanation = {"direction": None, "contacts": [], "companies": [], "attachments": []}
    return outcome(inbound, result, reason) | nothing | content_of(message) | {"note": "", "forward": None}


def outcome(inbound: InboundMessage, result: str, reason: Reason) -> Explanation:
    return {
        "route": inbound.route or None,
        "outcome": result,
        "reason": reason.value,
        "why": str(reason.label),
        "logged_by": signature(inbound.logger, inbound.team),
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
        "invitations": [invitations.stored(each) for each in message.invitations],
        "protection": message.protection,
        "defects": list(message.defects),
    }


def forward_of(content: Content) -> Explanation:
    if content.forward is None:
        return {"note": "", "forward": None}
    forward = content.forward
    return {"note": forward.note, "forward": {"found_in": forward.found_in, "confidence": forward.confidence}}


def contacts_of(routed: Routed, draft: Draft, known: Known) -> list[dict[str, str]]:
    """What happens to each person of the header: a contact matched, created, or none, and why."""
    people = draft.participants
    new = [one.address for one in people.to_create if one.address not in known.contacts]
    room = newcomers.room_for_new(routed.rules, known)
    fates = dict.fromkeys((one.address for one in people.to_match), ("skip", WHY_AWAITED[people.unmatched_because]))
    fates |= dict.fromkeys(new[:room], ("create", "has no contact yet"))
    fates |= dict.fromkeys(new[room:], ("skip", WHY_AWAITED["limit"]))
    fates |= dict.fromkeys(draft_addresses(draft) & known.contacts.keys(), ("match", "has a contact"))
    message = draft.message
    left_out = [box for box in (*message.sender, *message.to, *message.cc) if normalised(box.address) not in fates]
    rows = [(address, *fate) for address, fate in fates.items()]
    rows += [(box.address, "skip", why_none(routed, box, known)) for box in left_out]
    return [{"address": address, "action": action, "because": because} for address, action, because in rows]


def companies_of(routed: Routed, draft: Draft, known: Known) -> list[dict[str, str]]:
    """The companies that would be made for the new contacts (R36)."""
    new = [one for one in draft.participants.to_create if one.address not in known.contacts]
    made = newcomers.new_companies(routed.rules, known, new[: newcomers.room_for_new(routed.rules, known)])
    return [{"domain": domain, "name": company_name(domain), "action": "create"} for domain in made]


def draft_addresses(draft: Draft) -> set[str]:
    return {one.address for one in (*draft.participants.to_create, *draft.participants.to_match)}


def why_none(routed: Routed, mailbox: Mailbox, known: Known) -> str:
    address = normalised(mailbox.address)
    if participants.is_own(routed, address):
        return "belongs to a user of the account, or is internal"
    if known.is_never_logged(address):
        return "is on a never-log list"
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
