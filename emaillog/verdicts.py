"""Whether a mail comes from whom it names: what trusted places say of it, in the words of RFC 8601.

Trusted are the provider's own fields, and the Authentication-Results of our own host (`AUTHSERV_ID`) on mail that it
handed to our receiver. A pass proves the author's address only if it is about the author's own domain, which is what
DMARC calls aligned (RFC 7489 section 3.1, relaxed).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

from contacts.addresses import ascii_domain, domain_of
from contacts.domains import registrable
from emaillog.mime import results
from emaillog.mime.results import Result
from emaillog.mime.values import ParsedMessage
from emaillog.models import InboundMessage

DOORS_OF_OUR_HOST = ("smtp", "lmtp")


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105 (no password)
    FAIL = "fail"
    NONE = "none"


@dataclass(frozen=True)
class Check:
    """That `method` said `word` about `domain`, which is "" where nobody says which it was."""

    method: str
    word: str
    domain: str


def of(inbound: InboundMessage, message: ParsedMessage, author: str) -> Verdict:
    """What is known of the mail as `author`'s, who is its From or who redirected it.

    A failure is that of DMARC, or of both DKIM and SPF: of the two alone each fails on honest mail that was forwarded.
    """
    checks = (*of_provider(inbound, message), *of_own_host(inbound, message))
    words = {method: {check.word for check in checks if check.method == method} for method in ("spf", "dkim", "dmarc")}
    if "fail" in words["dmarc"]:
        return Verdict.FAIL
    if any(check.word == "pass" and is_aligned(check.domain, author) for check in checks):
        return Verdict.PASS
    return Verdict.FAIL if words["dkim"] == words["spf"] == {"fail"} else Verdict.NONE


def of_provider(inbound: InboundMessage, message: ParsedMessage) -> Iterator[Check]:
    """No provider says whose DKIM signature it checked; SPF is about the envelope sender (RFC 7208 section 2.4)."""
    about = {"dmarc": from_domain(message), "spf": domain_of(inbound.envelope_sender)}
    for method, word in inbound.verdicts.items():
        yield Check(method, word, about.get(method, ""))


def of_own_host(inbound: InboundMessage, message: ParsedMessage) -> Iterator[Check]:
    if not settings.AUTHSERV_ID or inbound.door not in DOORS_OF_OUR_HOST:
        return
    said = results.read(message.results)
    if said.host == settings.AUTHSERV_ID:
        for check in said.checks:
            yield Check(check.method, check.word, domain_in(check, inbound, message))


def domain_in(check: Result, inbound: InboundMessage, message: ParsedMessage) -> str:
    """Which domain a result is about, by the properties that RFC 8601 section 2.7 registers."""
    said = check.properties
    written = {
        "dkim": said.get("header.d") or said.get("header.i", ""),
        "spf": said.get("smtp.mailfrom") or inbound.envelope_sender,
        "dmarc": said.get("header.from") or from_domain(message),
    }
    return domain_of(written.get(check.method, ""))


def from_domain(message: ParsedMessage) -> str:
    return domain_of(message.sender[0].address) if len(message.sender) == 1 else ""


def is_aligned(domain: str, address: str) -> bool:
    """Whether both belong to one organisation."""
    organisation = registrable(ascii_domain(domain))
    return bool(organisation) and organisation == registrable(domain_of(address))
