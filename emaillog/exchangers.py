"""Where the DNS leads mail for our domain (RFC 5321 section 5.1): without that nothing from outside ever comes in.

Workers ask now and then, so that no page waits for a name server.
"""

import dns.exception
import dns.resolver
from django.conf import settings
from django.core.cache import cache

KEY = "mail_exchangers"
SECONDS = 2
FRESH_SECONDS, RETRY_SECONDS = 600, 60
SHOWN = 3
# Nobody can look these up, or they mean this very machine (RFC 2606, RFC 6762, RFC 8375).
ONLY_HERE = (".localhost", ".local", ".invalid", ".internal", ".home.arpa", ".test", ".example")
UNKNOWN = "?"


def look() -> None:
    """Asks the DNS unless that was done within ten minutes, or a minute when it did not answer."""
    domain = settings.INBOUND_DOMAIN
    if domain.endswith(ONLY_HERE) or cache.get(KEY) is not None:
        return
    try:
        cache.set(KEY, ask(domain), timeout=FRESH_SECONDS)
    except dns.exception.DNSException:
        cache.set(KEY, UNKNOWN, timeout=RETRY_SECONDS)


def known() -> list[str] | None:
    """The names of the servers, the first ones only; empty: the DNS knows none; None: nobody could tell so far."""
    found = cache.get(KEY)
    return found if isinstance(found, list) else None


def ask(domain: str) -> list[str]:
    """By MX records; without any the domain itself counts, if it has an address. A null MX takes no mail (RFC 7505)."""
    try:
        records = dns.resolver.resolve(domain, "MX", lifetime=SECONDS, search=False)
    except dns.resolver.NXDOMAIN:
        return []
    except dns.resolver.NoAnswer:
        return [domain] if has_address(domain, "A") or has_address(domain, "AAAA") else []
    in_order = sorted(records, key=lambda record: record.preference)
    return [name for each in in_order if (name := each.exchange.to_text(omit_final_dot=True)) != "."][:SHOWN]


def has_address(domain: str, kind: str) -> bool:
    try:
        return bool(dns.resolver.resolve(domain, kind, lifetime=SECONDS, search=False))
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return False
