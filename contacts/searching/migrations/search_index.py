"""Lays the indexes over the names of records, in the language of each database.

On SQLite a migration that makes one of these tables anew loses its triggers: it has to run this one's `lay` again,
and tests/emaillog/search/test_indexes.py says so.
"""

import unicodedata
from pathlib import Path

from django.db import migrations, transaction
from django.db.utils import DatabaseError

TABLES = {
    "contacts_contact": ("first_name", "last_name"),
    "contacts_contactemail": ("address",),
    "contacts_company": ("name",),
    "contacts_companydomain": ("domain",),
    "contacts_deal": ("name",),
}
PAIRS = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "Æ": "ae", "Œ": "oe", "Þ": "th"}
SINGLE = {"ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "ł": "l", "Ł": "l", "ı": "i"}


MARKS = "".join(chr(code) for code in range(33, 127) if not chr(code).isalnum() and chr(code) not in "'%\\")


def letters() -> tuple[str, str]:
    """For translate(): letters of Latin, Greek and Cyrillic, also capitals, and what they are folded to.

    Accents that stand alone have no counterpart, which takes them away.
    """
    folded = dict(SINGLE)
    for code in (*range(0xC0, 0x250), *range(0x370, 0x530), *range(0x1E00, 0x2000)):
        letter = chr(code)
        plain = "".join(
            one for one in unicodedata.normalize("NFKD", letter.casefold()) if not unicodedata.combining(one)
        )
        if letter not in folded and letter not in PAIRS and len(plain) == 1 and plain != letter and plain != "'":
            folded[letter] = plain
    accents = "".join(map(chr, range(0x300, 0x370)))
    return "".join(folded) + accents, "".join(folded.values())


def text_of(table: str) -> str:
    return " || ' ' || ".join(TABLES[table])


def folding(text: str) -> str:
    """Written out in both functions: while PostgreSQL builds an index, one cannot see the other."""
    before, after = letters()
    foreign = text
    for pair, plain in PAIRS.items():
        foreign = f"replace({foreign}, '{pair}', '{plain}')"
    foreign = f"translate({foreign}, '{before}', '{after}')"
    # translate() looks through its whole list for every letter: most names need none of it.
    own = f"CASE WHEN octet_length({text}) = length({text}) THEN {text} ELSE {foreign} END"
    blanks = " " * (len(MARKS) + 1)
    return f"lower(translate({own}, '''{MARKS}', '{blanks}'))"


def lay_on_postgresql(run) -> None:
    run(
        "CREATE OR REPLACE FUNCTION recordsearch_folded(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT"
        f" AS $body$ SELECT {folding('$1')} $body$"
    )
    run(
        "CREATE OR REPLACE FUNCTION recordsearch_words(bigint, text) RETURNS tsvector LANGUAGE sql IMMUTABLE"
        " PARALLEL SAFE STRICT AS $body$ SELECT array_to_tsvector(ARRAY['@' || $1::text])"
        f" || to_tsvector('simple'::regconfig, {folding('$2')}) $body$"
    )
    for table in TABLES:
        words = f"recordsearch_words(account_id, {text_of(table)})"
        run(f"CREATE INDEX recordsearch_{table} ON {table} USING gin ({words}) WITH (fastupdate = on)")


def lay_trigrams(run) -> None:
    """Only quicker with it: search for typos and for parts of words goes on without."""
    run("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    for table in TABLES:
        name = f"(' ' || recordsearch_folded({text_of(table)}) || ' ')"
        run(f"CREATE INDEX recordsearch_{table}_typos ON {table} USING gin (({name}) gin_trgm_ops)")


def lay_on_sqlite(run) -> None:
    """FTS5 over the tables themselves (external content): the triggers are those of SQLite's manual."""
    for table, columns in TABLES.items():
        index, names = f"recordsearch_{table}", ", ".join(columns)
        options = f"content='{table}', content_rowid='id', tokenize='unicode61 remove_diacritics 2', prefix='2 3'"
        run(f"CREATE VIRTUAL TABLE {index} USING fts5({names}, {options})")
        old, new = (", ".join(f"{row}.{name}" for name in columns) for row in ("old", "new"))
        add = f"INSERT INTO {index}(rowid, {names}) VALUES (new.id, {new});"
        drop = f"INSERT INTO {index}({index}, rowid, {names}) VALUES ('delete', old.id, {old});"
        run(f"CREATE TRIGGER {index}_added AFTER INSERT ON {table} BEGIN {add} END")
        run(f"CREATE TRIGGER {index}_gone AFTER DELETE ON {table} BEGIN {drop} END")
        run(f"CREATE TRIGGER {index}_changed AFTER UPDATE OF {names} ON {table} BEGIN {drop} {add} END")
        run(f"INSERT INTO {index}({index}) VALUES ('rebuild')")


def lay(apps, schema_editor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        lay_on_sqlite(schema_editor.execute)
        return
    lay_on_postgresql(lambda sql: schema_editor.execute(sql, params=None))
    try:
        with transaction.atomic(schema_editor.connection.alias):
            lay_trigrams(lambda sql: schema_editor.execute(sql, params=None))
    except DatabaseError:  # not allowed, or not installed on the server
        pass


def lift(apps, schema_editor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for table in TABLES:
            for event in ("added", "gone", "changed"):
                schema_editor.execute(f"DROP TRIGGER IF EXISTS recordsearch_{table}_{event}")
            schema_editor.execute(f"DROP TABLE IF EXISTS recordsearch_{table}")
        return
    for table in TABLES:
        schema_editor.execute(f"DROP INDEX IF EXISTS recordsearch_{table}_typos")
        schema_editor.execute(f"DROP INDEX IF EXISTS recordsearch_{table}")
    schema_editor.execute("DROP FUNCTION IF EXISTS recordsearch_words(bigint, text)")
    schema_editor.execute("DROP FUNCTION IF EXISTS recordsearch_folded(text)")


def last_initial(app: str) -> list[tuple[str, str]]:
    """The last of its initial migrations; none while they are being made anew."""
    folder = Path(__file__).parents[2] / "migrations"
    return [(app, path.stem) for path in sorted(folder.glob("0*_initial.py"))[-1:]]


class Migration(migrations.Migration):
    dependencies = last_initial("contacts")
    operations = [migrations.RunPython(lay, lift)]
