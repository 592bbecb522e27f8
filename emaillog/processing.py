"""The line: how one kept message becomes logged, or says why not. Read it from top to bottom.

An attempt is counted and its lease committed before the work; everything that can be done without a transaction comes
before it; the effects and the outcome are one transaction. So doing it twice, or dying anywhere, is the same as once.
"""

from contextlib import suppress
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction

from crm.logs import steps
from emaillog import (
    blobs,
    bounced,
    drafts,
    files,
    logbook,
    previews,
    reading,
    rehearsing,
    relogging,
    routing,
    sameness,
    selecting,
    unspoken,
    usage,
)
from emaillog.drafts import Draft
from emaillog.faults import TRANSIENT
from emaillog.known import Known, Question, look_up
from emaillog.mime.values import ParsedMessage
from emaillog.models import InboundMessage, Status
from emaillog.models.inbound import AlreadySettledError
from emaillog.rejection import Reason, Rejected
from emaillog.routing import Routed

log = structlog.get_logger(__name__)

STRIKES = 5
ATTEMPTS_TO_FIND = 18
RACES = 5


def process(pk: int) -> None:
    """Brings one inbound message to its outcome; leaves it waiting when that cannot be done now."""
    if not InboundMessage.objects.claim(pk):
        return
    inbound = InboundMessage.objects.select_related("account__logging_rules", "address").get(pk=pk)
    try:
        attempt(inbound)
    except AlreadySettledError:
        log.info("settled_elsewhere", id=pk)
    except FileNotFoundError:
        miss(inbound)
    except TRANSIENT as problem:
        log.warning("attempt_failed", id=pk, problem=type(problem).__name__, attempts=inbound.attempts)
        inbound.back_off(f"{type(problem).__name__}: {problem}", strike=False)
    except Exception as problem:  # noqa: BLE001 (whatever it is, the next mail must not wait)
        fault = {"problem": type(problem).__name__, "steps": steps(problem)}
        log.error("message_struck", id=pk, strikes=inbound.strikes + 1, **fault)  # noqa: TRY400 (steps() says why)
        strike(inbound, f"{type(problem).__name__}: {problem}")


def miss(inbound: InboundMessage) -> None:
    """A storage that is away looks like bytes that are gone, so that this is believed only after two hours."""
    log.error("message_missing", id=inbound.pk, blob=inbound.blob, attempts=inbound.attempts)
    inbound.back_off(f"The message as received is not in the storage: {inbound.blob}", strike=False)
    if inbound.attempts >= ATTEMPTS_TO_FIND:
        fail(inbound)


def strike(inbound: InboundMessage, problem: str) -> None:
    """An exception of ours on this very message: a few more tries, then it fails visibly and waits for a person."""
    inbound.back_off(problem, strike=True)
    if inbound.strikes >= STRIKES:
        fail(inbound)


def fail(inbound: InboundMessage) -> None:
    """What stands on the timelines although it could not be read again is logged all the same."""
    outcome = (Status.LOGGED, Reason.LOGGED) if inbound.email_id else (Status.FAILED, Reason.PROCESSING_FAILED)
    with suppress(AlreadySettledError):
        inbound.settle(*outcome, email=inbound.email_id)


def attempt(inbound: InboundMessage) -> None:
    """Understands the message, then logs it or notes the rule that refused it."""
    with blobs.source(inbound.blob) as source:
        message = reading.read(inbound, source)
        inbound.subject = message.subject[:998]
        if inbound.logged_as:
            relogging.relog(inbound, message)
            return
        try:
            rehearsing.watch(inbound, message, source)
            routed = routing.resolve(inbound, message, source)
            usage.note_use(inbound, routed, message)
            found = drafts.contents(routed, message)
            usage.note_originals(inbound, routed, found)
            question = drafts.question(inbound, routed, found)
            known = look_up(routed.rules, routed.logger, question)
            prepared = drafts.prepare(inbound, routed, found, known)
            stored = files.store(file for draft in prepared for file in draft.files)
            write(inbound, routed, message, prepared, known, question)
            files.confirm(inbound, stored)
        except Rejected as refusal:
            usage.note_stranger(inbound, message, refusal.reason)
            inbound.preview = previews.of(message, refusal.original)
            refuse(inbound, unspoken.judged(inbound, message, refusal))


def refuse(inbound: InboundMessage, refusal: Rejected) -> None:
    """Keeps the mail for a person to look at; of one that is nobody's business here nothing stays (R33)."""
    if refusal.reason != Reason.NEVER_LOGGED:
        inbound.settle(Status.NOT_LOGGED, refusal.reason)
        return
    blob, inbound.blob, inbound.subject, inbound.preview = inbound.blob, "", "", {}
    inbound.settle(Status.NOT_LOGGED, refusal.reason)
    for unused in (inbound.unused(blob), inbound.receipt.let_go() if inbound.receipt else ""):
        if unused:
            blobs.delete(unused)


def write(
    inbound: InboundMessage,
    routed: Routed,
    message: ParsedMessage,
    found: list[Draft],
    known: Known,
    question: Question,
) -> None:
    """Logs the drafts; when somebody else was first with one of them or with a contact, looks again and goes on."""
    # The same order for all who bring these mails, whatever became of their ids, so that none wait in a circle.
    in_order = [(draft.log_key, draft) for draft in sorted(found, key=lambda draft: (draft.shape_key, draft.log_key))]
    for race in range(RACES):
        if race:
            known = look_up(routed.rules, routed.logger, question)
        already = {key: same for key, draft in in_order if (same := sameness.of(draft, known))}
        fresh = {key: draft for key, draft in in_order if key not in already}
        new = selecting.wanted(fresh, routed, known)
        if not (already or new):
            raise selecting.unwanted(inbound, fresh.values(), routed, known)
        try:
            with transaction.atomic():
                emails = {key: same.email for key, same in already.items()}
                emails |= {key: log_draft(routed, draft, known) for key, draft in new.items()}
                bounced.note(inbound, routed, message, new.values(), [emails[key] for key in new])
                if already:
                    logbook.note_also_logged(routed, [same.email for same in already.values()])
                outcome = (Status.LOGGED, Reason.LOGGED) if new else (Status.DUPLICATE, Reason.ALREADY_LOGGED)
                first = next(draft.log_key for draft in found if draft.log_key in emails)
                inbound.preview, inbound.logged_as = {}, {str(new[key].place): str(emails[key]) for key in new}
                inbound.known_by = "" if new else already[first].by
                inbound.settle(*outcome, email=emails[first])
        except IntegrityError as conflict:
            lost = conflict
        else:
            return
    raise lost


def log_draft(routed: Routed, draft: Draft, known: Known) -> UUID:
    return logbook.log(routed, draft, known).pk
