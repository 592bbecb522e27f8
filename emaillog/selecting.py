"""Which of the mails that a message brings are logged, when their people are found."""

from collections.abc import Iterable
from dataclasses import replace

from emaillog import participants, sameness
from emaillog.drafts import Draft
from emaillog.known import Known
from emaillog.mime.defects import Defect
from emaillog.models import InboundMessage
from emaillog.rejection import Reason, Rejected
from emaillog.routing import Routed


def wanted(fresh: dict[str, Draft], routed: Routed, known: Known) -> dict[str, Draft]:
    """Without those that somebody removed or that nobody here is known in; the others of the forward say so (R35)."""
    left = {
        key: draft
        for key, draft in fresh.items()
        if not is_removed(draft, routed, known) and participants.is_for_somebody(routed, known, draft.participants)
    }
    if len(left) == len(fresh):
        return left
    remark = (Defect.NOT_ALL_LOGGED,)
    return {key: replace(draft, defects=tuple(dict.fromkeys(draft.defects + remark))) for key, draft in left.items()}


def is_removed(draft: Draft, routed: Routed, known: Known) -> bool:
    return sameness.is_removed(draft, known) and not routed.decision.brings_back


def unwanted(inbound: InboundMessage, fresh: Iterable[Draft], routed: Routed, known: Known) -> Rejected:
    """Why nothing of it is logged; what was private when somebody removed it stays so in every copy."""
    if not all(is_removed(draft, routed, known) for draft in fresh):
        return Rejected(Reason.NOBODY_KNOWN)
    if any(sameness.was_private(draft, known) for draft in fresh):
        decision = replace(routed.decision, was_private=True, private_to=routed.logger.pk)
        inbound.decision = decision.stored()
    return Rejected(Reason.REMOVED)
