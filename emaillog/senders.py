"""Whether a mail of one of our users is believed to be theirs, by the account's sender policy."""

from emaillog import signatures, verdicts
from emaillog.mime.source import Source
from emaillog.mime.values import ParsedMessage
from emaillog.models import InboundMessage, SenderPolicy
from emaillog.rejection import Reason, Rejected
from emaillog.verdicts import Verdict

PATIENCE = 5  # attempts at a mail whose signer's key cannot be asked for


def check(inbound: InboundMessage, message: ParsedMessage, source: Source, author: str, policy: str) -> None:
    """Raises Rejected; the DNS is asked only where a signature alone can still prove the author."""
    if policy == SenderPolicy.OPEN:
        return
    verdict = verdicts.of(inbound, message, author)
    if verdict == Verdict.FAIL:
        raise Rejected(Reason.SENDER_NOT_VERIFIED)
    if policy == SenderPolicy.STRICT and verdict != Verdict.PASS and not is_signed(inbound, source, author):
        raise Rejected(Reason.SENDER_NOT_PROVEN)


def is_signed(inbound: InboundMessage, source: Source, author: str) -> bool:
    """While the line tries again anyway, a DNS that is away is no answer; a dry run asks once."""
    try:
        return signatures.prove(source, author)
    except signatures.KeyUnreachableError:
        if 0 < inbound.attempts < PATIENCE:
            raise
        return False
