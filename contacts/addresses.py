"""Addresses made comparable: equal strings are the same mailbox to us."""

import unicodedata
from functools import lru_cache

import idna

MOST = 320  # RFC 5321 section 4.5.3.1: 64 octets of local-part, "@", 255 of domain


def normalised(address: str) -> str:
    """The addr-spec in lower case with its domain as A-labels, or "" when it is none.

    The local-part is folded too (R5), but nothing is stripped from it: `+tag` is part of the address.
    """
    return remembered(address) if len(address) <= MOST else worked_out(address)


def worked_out(address: str) -> str:
    local, at, domain = address.strip().rpartition("@")
    local, domain = unicodedata.normalize("NFC", local).lower(), ascii_domain(domain)
    whole = f"{local}@{domain}"
    if not at or not local or not domain or len(whole) > MOST or not all(map(is_writable, local)):
        return ""
    return whole


remembered = lru_cache(maxsize=4096)(worked_out)  # the line asks for each address of a mail ten times


def ascii_domain(domain: str) -> str:
    """The domain in lower case as A-labels (RFC 5890), without its root dot; "" when it can be no mail domain."""
    domain = domain.strip().rstrip(".").lower()
    if not domain.isascii():
        try:
            domain = idna.encode(domain, uts46=True).decode()
        except idna.IDNAError:
            return ""
    labels = domain.split(".")
    fits = len(domain) <= 253 and all(0 < len(label) <= 63 for label in labels)
    return domain if fits and all(char.isalnum() or char in "-_." for char in domain) else ""


def domain_of(address: str) -> str:
    return address.rpartition("@")[2]


def is_writable(char: str) -> bool:
    return char.isprintable() and char not in ' "<>(),:;[]\\@\ufffd'
