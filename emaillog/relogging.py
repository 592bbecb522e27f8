"""Reads a logged mail again and brings what stands on the timelines to what the rules say today (R35).

Done twice it changes nothing more, and what people edited stays: contacts are not touched, records that were added or
taken away by hand stay so, removed mails do not come back. Who logged it was decided when it was logged.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone

from emaillog import (
    blobs,
    bounced,
    drafts,
    files,
    intake,
    logbook,
    participants,
    removing,
    renewing,
    sameness,
    visibility,
)
from emaillog.associations import NOTHING
from emaillog.decisions import Decision
from emaillog.drafts import Draft
from emaillog.known import Known, look_up
from emaillog.mime.defects import Defect
from emaillog.mime.values import ParsedMessage
from emaillog.models import AssociationChange, Attachment, InboundMessage, LoggedEmail, Route, Status
from emaillog.models.inbound import FRESH
from emaillog.rejection import Reason, Rejected
from emaillog.remembered import Remembered
from emaillog.routing import Routed
from emaillog.staff import Claim, Staff

RACES = 5
# Rules about people take a mail away. What a reader makes of it today must not lose what was logged.
TAKES_AWAY = frozenset({Reason.NEVER_LOGGED, Reason.NO_RECIPIENTS})


@dataclass
class Today:
    """What a message brings today, by its places, and why the rest of it is refused."""

    drafts: dict[int, Draft] = field(default_factory=dict)
    refused: dict[int, Reason] = field(default_factory=dict)
    stored: files.Stored = files.NOTHING


def relog(inbound: InboundMessage, message: ParsedMessage) -> None:
    """Settles the message again, with what became of its mails; raises AlreadySettledError."""
    mails = standing(inbound)
    routed = routed_as_then(inbound, mails.values())
    if routed is None:  # nothing of it is left, or the user who logged it is
        inbound.settle(Status.LOGGED, Reason.LOGGED, email=inbound.email_id)
        return
    try:
        found, refused = drafts.contents(routed, message), Today()
    except Rejected as refusal:
        found, refused = [], Today(refused=dict.fromkeys(mails, refusal.reason))
    question, logged_as = drafts.question(inbound, routed, found), inbound.logged_as
    for _race in range(RACES):
        known = look_up(routed.rules, routed.logger, question)
        today = read(inbound, routed, found, known) if found else refused
        inbound.logged_as = dict(logged_as)
        try:
            with transaction.atomic():
                unused = write(inbound, routed, today, known)
        except IntegrityError as conflict:
            lost = conflict
        else:
            removing.release(routed.account.pk, unused)
            files.confirm(inbound, today.stored)
            return
    raise lost


def standing(inbound: InboundMessage) -> dict[int, LoggedEmail]:
    """The mails that it put on the timelines and nobody removed, by their places in it."""
    rows = LoggedEmail.objects.filter(account=inbound.account, pk__in=inbound.logged_as.values())
    there = {str(row.pk): row for row in rows.select_related("entry")}
    return {int(place): there[pk] for place, pk in inbound.logged_as.items() if pk in there}


def routed_as_then(inbound: InboundMessage, mails: Iterable[LoggedEmail]) -> Routed | None:
    """By the rules and people of today, for the user and by the route of then; None: that user is gone."""
    email = next(iter(mails), None)
    if email is None or inbound.account is None:
        return None
    people = Staff.of(inbound.account)
    member = next((each for each in people.memberships if each.user_id == inbound.logger_id), None)
    if member is None:
        return None
    is_received = email.found_in == "redirect"
    claim, decision = Claim(member, inbound.team_id), Decision.of(inbound)
    return Routed(people, Route(email.source), claim, tuple(email.shared_with), is_received, decision)


def read(inbound: InboundMessage, routed: Routed, found: list[drafts.Content], known: Known) -> Today:
    today = Today()
    for place, content in enumerate(found):
        try:
            draft = drafts.draft_of(inbound, routed, content, known)
        except Rejected as refusal:
            today.refused[place] = refusal.reason
        else:
            today.drafts[place] = replace(draft, place=place)
    if today.refused:
        remark = (Defect.NOT_ALL_LOGGED,)
        today.drafts = {at: replace(draft, defects=draft.defects + remark) for at, draft in today.drafts.items()}
    today.stored = files.store(file for draft in today.drafts.values() for file in draft.files)
    return today


def write(inbound: InboundMessage, routed: Routed, today: Today, known: Known) -> list[str]:
    """Returns the names of the blobs that its mails do not name any more."""
    unused: list[str] = []
    for place, email in standing(inbound).items():
        if place in today.drafts:
            renewing.renew(email, routed, today.drafts[place], known)
        elif today.refused.get(place) in TAKES_AWAY and not is_kept_by_hand(email):
            unused += take_away(email, inbound)
            del inbound.logged_as[str(place)]
    for place, draft in today.drafts.items():
        if str(place) not in inbound.logged_as and is_new(routed, draft, known):
            inbound.logged_as[str(place)] = str(logbook.log(routed, draft, known).pk)
    left = standing(inbound)
    bounced.renew(inbound, routed, [email.pk for email in left.values()])
    if left:
        inbound.settle(Status.LOGGED, Reason.LOGGED, email=left[min(left)].pk)
    else:
        forget(inbound, next(iter(today.refused.values())))
    return unused


def is_new(routed: Routed, draft: Draft, known: Known) -> bool:
    """Whether a reader of today finds a mail in the message that nobody had, and that is for somebody."""
    is_there = sameness.of(draft, known) or sameness.is_removed(draft, known)
    return not is_there and participants.is_for_somebody(routed, known, draft.participants)


def is_kept_by_hand(email: LoggedEmail) -> bool:
    """Whether somebody put it on a record, where it stays when the rules find nobody any more for whom to log it."""
    if not AssociationChange.objects.filter(account=email.account_id, email=email, is_added=True).exists():
        return False
    then = Remembered.of(email)
    renewing.renew_links(email, NOTHING, then)
    LoggedEmail.objects.filter(account=email.account_id, pk=email.pk).update(why=then.renewed([]))
    return True


def take_away(email: LoggedEmail, inbound: InboundMessage) -> list[str]:
    """Takes the mail off the timelines; other copies of it are judged anew, as the first that came. Returns blobs."""
    names = list(Attachment.objects.filter(account=email.account_id, email=email).values_list("blob", flat=True))
    copies = InboundMessage.objects.filter(account=email.account_id, email=email).exclude(pk=inbound.pk)
    for message in (inbound, *copies):
        message.decision = visibility.remembered(message, email).stored()
        InboundMessage.objects.filter(pk=message.pk).update(decision=message.decision)
    again = list(copies.filter(status=Status.DUPLICATE).exclude(blob="").values_list("pk", flat=True))
    fresh = FRESH | {"known_by": "", "email": None, "settled_at": None, "retry_at": timezone.now()}
    InboundMessage.objects.filter(pk__in=again).update(**fresh)
    transaction.on_commit(lambda: intake.ring("process_inbound", again))
    email.entry.delete()
    return [name for name in names if name]


def forget(inbound: InboundMessage, reason: Reason) -> None:
    """Nothing of it is logged any more; of what is never logged nothing stays at all (R33)."""
    if reason != Reason.NEVER_LOGGED:
        inbound.settle(Status.NOT_LOGGED, reason)
        return
    blob, inbound.blob, inbound.subject = inbound.blob, "", ""
    inbound.settle(Status.NOT_LOGGED, reason)
    for raw in (inbound.unused(blob), inbound.receipt.let_go() if inbound.receipt else ""):
        if raw:
            transaction.on_commit(partial(blobs.delete, raw))
