"""Addresses written in letters of another alphabet that look like Latin ones (N17; Unicode UTS 39, section 4)."""

import re

import idna

from contacts.addresses import ascii_domain

# Those that cannot be told from a Latin letter in most fonts; what browsers show as A-labels for the same reason.
LIKE = str.maketrans("асԁеһіјӏорԛѕѵԝхуαινοκρυγχ", "acdehijlopqsvwxyaivokpuyx")
# Greek, Coptic, Cyrillic and Armenian: Chinese or Japanese characters beside Latin letters deceive nobody.
FIRST, LAST = "\u0370", "\u058f"
BETWEEN = re.compile(r"[.+_-]")


def decoded(label: str) -> str:
    """An A-label in its letters (RFC 5891); what is none stays as it is."""
    if not label.startswith("xn--"):
        return label
    try:
        return idna.decode(label)
    except (idna.IDNAError, UnicodeError):
        return label


def is_feigned(word: str) -> bool:
    """Whether a word is of two alphabets, or all of letters that look like Latin ones."""
    foreign = {letter for letter in word if FIRST <= letter <= LAST}
    if any("a" <= letter <= "z" for letter in word):
        return bool(foreign)
    return bool(foreign) and all(ord(letter) in LIKE for letter in word if letter.isalpha())


def looks_like(address: str | None) -> str:
    """What an address, or a domain, is easily read as, though it is another one; "" where it says what it is."""
    if not address or (address.isascii() and "xn--" not in address):
        return ""
    local, at, domain = address.lower().rpartition("@")
    labels = [decoded(label) for label in domain.split(".")]
    # A word of the Cyrillic alphabet below a suffix of the Cyrillic alphabet is at home.
    words = [*BETWEEN.split(local), *labels] if labels[-1].isascii() else []
    if not any(map(is_feigned, words)):
        return ""
    return f"{local}{at}{'.'.join(labels)}".translate(LIKE)


def told_apart(address: str) -> str:
    """The address as it can be told from the one that it looks like: its domain as A-labels (RFC 5890)."""
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{ascii_domain(domain) or domain}" if looks_like(address) else address
