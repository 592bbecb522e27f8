"""Sums of money as people write them."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import get_format

MARK = re.compile(r"[.,]")
BLANKS = re.compile(r"[\s'’]")  # \s knows the narrow blanks of print too
GROUPED = re.compile(r"([+-]?\d{1,3})([.,])(\d{3}(?:\2\d{3})*)(?:(?!\2)[.,](\d{1,2}))?", re.ASCII)


class AmountField(forms.DecimalField):
    """Takes 1,234.56 and 1.234,56; what could mean both is read as the person's language writes it."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(max_digits=14, decimal_places=2, **kwargs)
        self.widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: object) -> Decimal | None:  # type: ignore[override]
        return super().to_python(plain(value) if isinstance(value, str) else value)


def plain(text: str) -> str:
    """With a point before the decimals and nothing between the thousands."""
    compact = BLANKS.sub("", text)
    found = GROUPED.fullmatch(compact)
    is_decimal = found and len(found[3]) == 3 and not found[4] and found[2] == get_format("DECIMAL_SEPARATOR")
    if not found or is_decimal:
        return compact.replace(",", ".")
    return f"{found[1]}{MARK.sub('', found[3])}.{found[4] or '0'}"
