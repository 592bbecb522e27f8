"""Mail to the mail system itself: RFC 5321 section 4.5.1 has every domain take it, and vacation programs answer there
to our notices. It is kept and counted, reaches no account, and gets no answer (R38)."""

from django.conf import settings

MOST_BYTES = 2**20
NAMES = frozenset({"postmaster", "mailer-daemon"})


def is_meant(recipient: str) -> bool:
    """Whether an envelope recipient is the system; the postmaster may be named without a domain."""
    local, at, domain = recipient.strip().lower().partition("@")
    return (domain.rstrip(".") == settings.INBOUND_DOMAIN and local in NAMES) if at else local == "postmaster"
