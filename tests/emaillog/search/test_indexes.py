"""What the migrations laid beside the tables is there, after all of them."""

from django.db import connection

from contacts.searching.migrations.search_index import TABLES


def test_every_index_and_trigger_stands_after_all_migrations(db):
    is_postgresql = connection.vendor == "postgresql"
    kept = "SELECT indexname FROM pg_indexes UNION SELECT tgname FROM pg_trigger" if is_postgresql else TRIGGERS
    with connection.cursor() as cursor:
        cursor.execute(kept)
        there = {name for (name,) in cursor.fetchall()}
    watches = {"mailsearch_logged", "mailsearch_changed"}
    if is_postgresql:
        typos = {f"recordsearch_{table}_typos" for table in TABLES}
        wanted = {f"recordsearch_{table}" for table in TABLES} | {"mailsearch_heads", "mailsearch_words"} | typos
    else:
        indexes = [*(f"recordsearch_{table}" for table in TABLES), "mailsearch_words"]
        wanted = {f"{index}_{event}" for index in indexes for event in ("added", "gone", "changed")}
    assert wanted | watches <= there


TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
