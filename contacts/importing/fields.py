"""What a column of a file can mean, for each kind of record, and how a cell of it is read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from contacts.models import Lifecycle
from crm.models import currency_code

# Reads a cell; raises ValueError with the word of the problem.
Read = Callable[[str], object]
LANGUAGES = ("en", "de")
# What other programs call a stage.
OTHER_WORDS = {
    "subscriber": "lead",
    "opportunity": "prospect",
    "interessent": "prospect",
    "interessentin": "prospect",
    "client": "customer",
    "kunde": "customer",
    "kundin": "customer",
    "evangelist": "customer",
    "ehemaliger kunde": "former",
    "sonstige": "other",
}


@dataclass(frozen=True)
class Field:
    """`is_list`: several columns may mean it, and one cell may hold several values."""

    key: str
    label: str | Promise
    longest: int = 200
    is_list: bool = False
    read: Read = str


@cache
def words_of_lifecycle() -> dict[str, str]:
    """Its keys and what they are called in every language, in small letters."""
    found = OTHER_WORDS | {key: key for key in Lifecycle.values}
    for language in LANGUAGES:
        with override(language):
            found |= {str(Lifecycle(key).label).casefold(): key for key in Lifecycle.values}
    return found


def lifecycle(cell: str) -> str:
    known = words_of_lifecycle()
    if cell.casefold() not in known:
        raise ValueError("lifecycle")
    return known[cell.casefold()]


def amount(cell: str) -> Decimal:
    """1234.5, 1,234.50, 1.234,50 and 1 234,50: the last of point and comma begins the cents."""
    text = "".join(char for char in cell if char.isdecimal() or char in ".,-")
    cents = max(text.rfind("."), text.rfind(","))
    is_group = cents >= 0 and len(text) - cents == 4 and text.count(text[cents]) >= 1 and text[:cents].strip("-0") != ""
    whole, part = (text, "") if cents < 0 or is_group else (text[:cents], text[cents + 1 :])
    if not any(map(str.isdecimal, text)):
        raise ValueError("amount")
    try:
        value = Decimal(f"{whole.replace('.', '').replace(',', '')}.{part or '0'}")
        value = value.quantize(Decimal("0.01"), ROUND_HALF_UP)
    except InvalidOperation:
        raise ValueError("amount") from None
    if abs(value) >= Decimal(10) ** 12:
        raise ValueError("amount")
    return value


def day(cell: str) -> date:
    """2026-12-24, 24.12.2026 and 12/24/2026, with or without a time behind it."""
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y"):
        try:
            return datetime.strptime(cell.split("T", maxsplit=1)[0].split(" ", maxsplit=1)[0], form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    raise ValueError("date")


def currency(cell: str) -> str:
    try:
        return currency_code(cell)
    except ValueError as error:
        raise ValueError("currency") from error


PHONE = Field("phone", _("Phone"), 50)
OWNER = Field("owner", _("Owner (address or name of a user)"), 254)
COMPANY = Field("company", _("Company"))
FIELDS: dict[str, tuple[Field, ...]] = {
    "contact": (
        Field("email", _("Email address"), 320, is_list=True),
        Field("first_name", _("First name"), 100),
        Field("last_name", _("Last name"), 100),
        Field("name", _("Full name")),
        Field("title", _("Job title"), 100),
        COMPANY,
        PHONE,
        Field("lifecycle", _("Lifecycle stage"), 100, read=lifecycle),
        OWNER,
    ),
    "company": (
        Field("company", _("Name")),
        Field("domain", _("Domain"), 253, is_list=True),
        PHONE,
        OWNER,
    ),
    "deal": (
        Field("deal", _("Name")),
        COMPANY,
        Field("stage", _("Stage"), 100),
        Field("amount", _("Amount"), 40, read=amount),
        Field("currency", _("Currency"), 3, read=currency),
        Field("closes_on", _("Closing date"), 40, read=day),
        Field("email", _("Addresses of contacts"), 320, is_list=True),
        OWNER,
    ),
}


def fields_of(kind: str) -> dict[str, Field]:
    return {field.key: field for field in FIELDS[kind]}
