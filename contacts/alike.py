"""Names and numbers made comparable."""

from typing import Any

from django.db.models import Aggregate, CharField, Func, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Replace

from contacts.searching.words import words

Key = tuple[str, ...]
BETWEEN_DIGITS = " \u00a0.-/()+"
# Of the countries from which most mail comes; without dots and in lower case.
LEGAL_FORMS = frozenset(
    (
        *("gmbh", "ag", "kg", "kgaa", "ohg", "gbr", "ug", "ev", "mbh", "co", "inc", "incorporated", "corp", "ltd"),
        *("corporation", "limited", "llc", "llp", "plc", "company", "sa", "sas", "sarl", "srl", "spa", "bv", "nv"),
        *("ab", "as", "oy", "oyj", "aps", "sl", "pty", "se", "kk", "sro", "zoo", "kft", "cie"),
    )
)


def person(first: str, last: str) -> Key:
    """The outer words of a name in either order: the same for "Maya J. Chen" and "CHÉN, Maya"; () of a single word."""
    said = name_words(f"{first} {last}")
    return tuple(sorted((said[0], said[-1]))) if len(said) > 1 else ()


def name_words(name: str) -> list[str]:
    """The words of a name, the family name last, without initials."""
    family, comma, given = name.partition(",")
    said = words(f"{given} {family}" if comma else name)
    return [word for word in said if len(word) > 1 or not word.isascii()]


def organisation(name: str) -> Key:
    """Without legal forms: the same for "ACME GmbH & Co. KG" and "Acme, S.A."."""
    said = words(name.replace(".", ""))
    return tuple(word for word in said if word not in LEGAL_FORMS)


def digits(phone: str) -> Combinable:
    """A number as the database compares it: without what stands between digits, and without what leads out."""
    kept: Combinable = Replace(phone, Value(BETWEEN_DIGITS[0]), Value(""))
    for mark in BETWEEN_DIGITS[1:]:
        kept = Replace(kept, Value(mark), Value(""))
    return Func(kept, Value("0"), function="LTRIM", output_field=CharField())


class Ids(Aggregate):
    """The ids of a group in one text."""

    function, template = "STRING_AGG", "%(function)s(CAST(%(expressions)s AS text), ',')"
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:  # noqa: ANN401
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **more)
