"""Whether a provider knows the secret that its webhook address was given."""

import base64
import binascii

import structlog
from django.conf import settings
from django.utils.crypto import constant_time_compare

log = structlog.get_logger(__name__)


def matches(authorization: str) -> bool:
    """Compares an Authorization header (RFC 7617) with the configured pairs: two are valid while one is rotated."""
    if not settings.ANYMAIL_WEBHOOK_SECRET:
        log.error("webhooks_closed", problem="Set ANYMAIL_WEBHOOK_SECRET to user:password to open the webhooks.")
        return False
    given = credentials(authorization)
    return any(constant_time_compare(given, pair.encode()) for pair in settings.ANYMAIL_WEBHOOK_SECRET)


def credentials(authorization: str) -> bytes:
    """The `user:password` of a Basic header; "" when there is none."""
    scheme, _space, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return b""
    try:
        return base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError):
        return b""


def header(pair: str) -> str:
    """The Authorization header that carries this `user:password`."""
    return "Basic " + base64.b64encode(pair.encode()).decode()
