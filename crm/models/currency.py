"""Currencies by their three letters, as ISO 4217 writes them."""

LETTERS = 3


def currency_code(written: str) -> str:
    """Those letters in capitals; raises ValueError for what cannot be a currency, each caller has its own sentence."""
    code = written.strip().upper()
    if not (len(code) == LETTERS and code.isascii() and code.isalpha()):
        raise ValueError(written)
    return code
