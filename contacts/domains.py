"""Mail domains: which organisation one belongs to, and which belong to everybody (R36).

Nothing is asked of the network: the public suffix list comes with its package, the list of free mailers was fetched by
scripts/vendor_free_mail.py.
"""

from collections.abc import Collection
from functools import cache
from pathlib import Path

from publicsuffixlist import PublicSuffixList

from contacts.look_alikes import decoded, is_feigned

FREE_MAIL = Path(__file__).with_name("free_mail")
# Mailers with a domain in nearly every country, of which no list knows all.
EVERYWHERE = frozenset(
    {"aol", "gmail", "gmx", "googlemail", "hotmail", "outlook", "rocketmail", "yahoo", "yandex", "ymail"}
)
ABBREVIATED = 3  # letters: "sap.com" is SAP


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@cache
def _free_mailers() -> frozenset[str]:
    return frozenset(listed("package.txt")) | frozenset(listed("ours.txt"))


def listed(name: str) -> list[str]:
    """The domains of one of the lists."""
    return [line for line in (FREE_MAIL / name).read_text().splitlines() if not line.startswith("#")]


def and_above(domain: str) -> list[str]:
    """The domain and all that it lies in, itself first."""
    labels = domain.split(".")
    return [".".join(labels[at:]) for at in range(len(labels))]


def is_within(domain: str, domains: Collection[str]) -> bool:
    """Whether it is one of the domains or lies below one."""
    return any(each in domains for each in and_above(domain))


def registrable(domain: str) -> str:
    """What an organisation registered of a normalised domain: one label below the public suffix; "" where that is none.

    `mail.acme.co.uk` gives `acme.co.uk`; a bare suffix, a bare host name and an IP address (which RFC 5321 writes in
    brackets, but people do not) give nothing.
    """
    if domain.rpartition(".")[2].isdecimal():
        return ""
    return str(_suffixes().privatesuffix(domain) or "")


def is_free_mail(domain: str) -> bool:
    """Whether everybody can have an address there, so that it tells of no company."""
    label, _dot, suffix = registrable(domain).partition(".")
    everywhere = label in EVERYWHERE and suffix == _suffixes().publicsuffix(domain)
    return everywhere or is_within(domain, _free_mailers())


def organisation(domain: str) -> str:
    """The domain to know a company by, "" where the mail domain is nobody's own."""
    return "" if is_free_mail(domain) else registrable(domain)


def company_name(domain: str) -> str:
    """What to call the company of a registrable domain: "Acme" for `acme.co.uk`, "North Wind" for `north-wind.com`."""
    label = _readable(domain.partition(".")[0])
    if len(label) <= ABBREVIATED:
        return label.upper()
    words = [word for word in label.replace("_", "-").split("-") if word]
    return " ".join(word[:1].upper() + word[1:] for word in words) or label


def _readable(label: str) -> str:
    """An A-label in its letters, unless they feign others."""
    letters = decoded(label)
    return label if is_feigned(letters) else letters
