"""Our own check of DKIM signatures (RFC 6376): it may prove who a mail comes from, and never speaks against it.

dkimpy does the canonical forms and the arithmetic. What it leaves to its callers is done here: which signatures count,
and which mails it would take too long over.
"""

import hashlib
import logging
import re

import dkim
import dns.exception
import dns.resolver
import structlog
from django.core.cache import cache
from dkim.util import InvalidTagValueList, parse_tag_value

from emaillog.mime import bounds
from emaillog.mime.source import Source
from emaillog.verdicts import is_aligned

log = structlog.get_logger(__name__)

LARGEST = 10 * 2**20  # bytes: dkimpy needs them all at once
SIGNATURES = 3  # of the author's domain; each may cost one question to the DNS
SECONDS = 2
HOUR = 3600
# dkimpy's time grows with the square of these two (its patterns for base64, and for blanks at the end of a line).
LONGEST = 8 * 1024  # bytes of a signature; honest ones have one or two thousand
_BLANKS = re.compile(rb"[ \t]{50,}")
MOST_STEPS = 50_000_000
_SILENT = logging.getLogger("blindcopy.dkimpy")
_SILENT.disabled = True  # it would log what stands in mails


class KeyUnreachableError(OSError):
    """The DNS does not answer just now: a fault of the machinery, not of the mail."""


def prove(source: Source, address: str) -> bool:
    """Whether a valid signature of the organisation of the address covers the whole mail.

    Raises KeyUnreachableError when that cannot be known now.
    """
    content = source[0 : len(source)] if len(source) <= LARGEST else b""
    if not is_quickly_checked(content):
        return False
    try:
        checker = dkim.DKIM(content, logger=_SILENT, minkey=1024)
        written = [value for name, value in checker.headers if name.lower() == b"dkim-signature"]
        ours = [place for place, value in enumerate(written) if len(value) <= LONGEST and counts(value, address)]
        return any(is_valid(checker, place) for place in ours[:SIGNATURES])
    except KeyUnreachableError:
        raise
    except Exception as problem:  # noqa: BLE001 (dkimpy raises many kinds on odd mail, which proves nothing then)
        log.info("signature_not_read", problem=type(problem).__name__)
        return False


def is_quickly_checked(content: bytes) -> bool:
    head = re.search(rb"\r?\n\r?\n", content[: bounds.HEADER_BLOCK])
    return head is not None and sum(len(run[0]) ** 2 for run in _BLANKS.finditer(content)) <= MOST_STEPS


def counts(written: bytes, address: str) -> bool:
    """Whether a signature could prove the author: theirs, over From, over the whole body, not by SHA-1 (RFC 8301)."""
    try:
        tags = parse_tag_value(written)
    except InvalidTagValueList:
        return False
    signed = [name.strip().lower() for name in tags.get(b"h", b"").split(b":")]
    whole = b"l" not in tags and tags.get(b"a") == b"rsa-sha256"
    return whole and b"from" in signed and is_aligned(tags.get(b"d", b"").decode("ascii", "replace"), address)


def is_valid(checker: dkim.DKIM, place: int) -> bool:
    try:
        return bool(checker.verify(place, dnsfunc=key_record))
    except dkim.DKIMException:  # altered, expired, or with a key that is none
        return False


def key_record(name: bytes, timeout: int = SECONDS) -> bytes:
    """The published key, b"" when there is none or it is only being tried out (RFC 6376 section 3.6.1: t=y)."""
    if not name.isascii():
        return b""
    kept = f"dkim-key:{hashlib.sha256(name).hexdigest()}"
    try:
        record: bytes | None = cache.get(kept)
        if record is None:
            record = text_record(name.decode("ascii"), timeout)
            cache.set(kept, record, HOUR)
    except Exception as problem:
        raise KeyUnreachableError(f"No answer about a DKIM key: {type(problem).__name__}") from problem
    return b"" if re.search(rb"(?:^|;)\s*t\s*=[^;]*\by\b", record) else record


def text_record(name: str, seconds: float) -> bytes:
    """The TXT record of that name; the one call to the network in here."""
    try:
        answer = dns.resolver.resolve(name, "TXT", lifetime=min(seconds, SECONDS), search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.exception.SyntaxError, dns.exception.FormError):
        return b""
    return b"".join(next(iter(answer)).strings)
