"""Mails of a timeline by their words: what the index of words adds to what stands in the entries' rows."""

from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, Value

from contacts.searching.asked import parse
from contacts.searching.matching import fts5, phrases
from emaillog.searching.mails import ALL_COLUMNS, ANYWHERE

# PostgreSQL is asked about one entry after the other, so many as a page looks at: of a scalar its planner cannot make a
# list of all hits. SQLite, which for each would go through all words that begin so, makes one list, of the newest hits.
ON_POSTGRESQL = (
    "COALESCE((SELECT ts_match_vq(said.words, %s::tsquery)"
    " FROM mailsearch_mailtext said WHERE said.entry_id = %s), false)"
)
ON_SQLITE = (
    "%s IN (SELECT said.entry_id FROM (SELECT rowid FROM mailsearch_words WHERE mailsearch_words MATCH %s"
    " ORDER BY rowid DESC LIMIT 20000) hit CROSS JOIN mailsearch_mailtext said WHERE said.id = hit.rowid)"
)


class Says(Func):
    """Whether the mail of an entry meets a query of the database's own language."""

    output_field = BooleanField()

    def as_sql(  # type: ignore[override]
        self,
        compiler: Any,  # noqa: ANN401 (Django's)
        connection: Any,  # noqa: ANN401
        **_context: Any,  # noqa: ANN401
    ) -> tuple[str, list[Any]]:
        query, entry = (compiler.compile(each) for each in self.get_source_expressions())
        if connection.vendor == "postgresql":
            return ON_POSTGRESQL % (query[0], entry[0]), [*query[1], *entry[1]]
        return ON_SQLITE % (entry[0], query[0]), [*entry[1], *query[1]]


def says(typed: str) -> Q:
    """What a link must meet whose mail has all of these words somewhere: in subject, people, text, note or files."""
    terms = parse(typed).terms
    if not terms:
        return Q(pk__in=())
    query = phrases(terms, ANYWHERE) if connection.vendor == "postgresql" else fts5(terms, ALL_COLUMNS)
    return Q(Says(Value(query), F("entry_id")))
