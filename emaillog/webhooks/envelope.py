"""What a provider says of a mail's envelope and of its checks, in the forms in which it says it."""

import re
from collections.abc import Iterable

from django.conf import settings

from emaillog.webhooks.message import KeptMessage

# Header fields that relays write; a logging address there has been an envelope recipient.
TRACE = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Forwarded-To", "Received", "To", "Cc")
RESULTS = {"none", "pass", "fail", "softfail", "neutral", "temperror", "permerror", "policy"}  # RFC 8601 section 2.7
VALUE_READ = 16 * 1024  # characters of one header


def ours(values: Iterable[object]) -> list[str]:
    """Every address of our inbound domain in these texts. Mentioning one is no harm: only real ones are routed."""
    address = re.compile(
        rf"(?<![\w.+-])[\w.+-]{{1,64}}@{re.escape(settings.INBOUND_DOMAIN)}(?![\w-]|\.\w)", re.IGNORECASE
    )
    return [found for value in values for found in address.findall(str(value)[:VALUE_READ])]


def traced(message: KeptMessage) -> list[str]:
    """Our addresses in the header, for providers that do not say (all of) the envelope recipients."""
    return ours(value for name in TRACE for value in message.get_all(name, []))


def verdicts(**said: object) -> dict[str, str]:
    """Keeps the results that RFC 8601 knows, under "spf", "dkim" and "dmarc"."""
    found = {check: str(result or "").strip().lower() for check, result in said.items()}
    return {check: result for check, result in found.items() if result in RESULTS}
