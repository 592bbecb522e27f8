"""The terms in the languages of the databases: tsquery of PostgreSQL, MATCH of SQLite's FTS5.

Tokens hold nothing but letters and digits, so nothing in them can be an operator of either language.
"""

from collections.abc import Iterable

from contacts.searching.asked import Term


def tsquery(account: int, terms: Iterable[Term], labels: dict[str, str] | None = None) -> str:
    """The account leads, as a word of its own that no text can hold; `labels` says which weights a place has."""
    return f"'@{account}' & {found}" if (found := phrases(terms, labels)) else f"'@{account}'"


def phrases(terms: Iterable[Term], labels: dict[str, str] | None = None) -> str:
    """The same for rows whose account is known."""
    return " & ".join(_phrase(term, (labels or {}).get(term.place, "")) for term in terms)


def _phrase(term: Term, labels: str) -> str:
    marks = ["" if term.is_exact or at < len(term.tokens) else "*" for at, _ in enumerate(term.tokens, 1)]
    found = (f"'{token}'{_suffix(mark + labels)}" for token, mark in zip(term.tokens, marks, strict=True))
    return f"({' <-> '.join(found)})"


def _suffix(marks: str) -> str:
    return f":{marks}" if marks else ""


def fts5(terms: Iterable[Term], columns: dict[str, str] | None = None) -> str:
    """`columns` says in which columns a term of each place is looked for; without it, in all."""
    return " AND ".join(
        f'{_filter((columns or {}).get(term.place, ""))}"{" ".join(term.tokens)}"{"" if term.is_exact else " *"}'
        for term in terms
    )


def _filter(columns: str) -> str:
    return f"{{{columns}}} : " if columns else ""
