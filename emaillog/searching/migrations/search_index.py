"""The tables of mail search, what the databases keep beside them, and the triggers that fill the queue.

Triggers rather than a statement of the line: they cost it nothing to say, and no way to change a mail can forget them.
On SQLite a migration that makes emaillog_loggedemail anew loses its triggers: it has to run `watch_on_sqlite` again,
and tests/emaillog/search/test_indexes.py says so.
"""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SEARCHED = ("subject", "sender", '"to"', "cc", "text", "note", "occurred_at", "entry_id")
COLUMNS = "account_id, subject, sender, recipients, text"
HEADS = (
    "array_to_tsvector(ARRAY['@' || account_id::text])"
    " || setweight(to_tsvector('simple'::regconfig, subject), 'A')"
    " || setweight(to_tsvector('simple'::regconfig, sender), 'B')"
    " || setweight(to_tsvector('simple'::regconfig, recipients), 'C')"
)
TEXT = "setweight(to_tsvector('simple'::regconfig, text), 'D')"


def lay_on_postgresql(run) -> None:
    for name, vector in (("heads", HEADS), ("words", f"{HEADS} || {TEXT}")):
        run(f"ALTER TABLE mailsearch_mailtext ADD COLUMN {name} tsvector GENERATED ALWAYS AS ({vector}) STORED")
        run(f"CREATE INDEX mailsearch_{name} ON mailsearch_mailtext USING gin ({name}) WITH (fastupdate = on)")
    run(
        "CREATE FUNCTION mailsearch_wait() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN"
        " INSERT INTO mailsearch_unindexed (email_id, number) VALUES (NEW.id, 0)"
        " ON CONFLICT (email_id) DO UPDATE SET number = mailsearch_unindexed.number + 1;"
        " RETURN NULL; END $body$"
    )
    for name, event in (("logged", "INSERT"), ("changed", f"UPDATE OF {', '.join(SEARCHED)}")):
        run(
            f"CREATE TRIGGER mailsearch_{name} AFTER {event} ON emaillog_loggedemail"
            " FOR EACH ROW EXECUTE FUNCTION mailsearch_wait()"
        )


def lay_on_sqlite(run) -> None:
    """FTS5 over the table itself (external content): the triggers are those of SQLite's manual."""
    table, index = "mailsearch_mailtext", "mailsearch_words"
    options = f"content='{table}', content_rowid='id', tokenize='unicode61 remove_diacritics 0', prefix='2 3'"
    run(f"CREATE VIRTUAL TABLE {index} USING fts5({COLUMNS}, {options})")
    old, new = (", ".join(f"{row}.{name}" for name in COLUMNS.split(", ")) for row in ("old", "new"))
    add = f"INSERT INTO {index}(rowid, {COLUMNS}) VALUES (new.id, {new});"
    drop = f"INSERT INTO {index}({index}, rowid, {COLUMNS}) VALUES ('delete', old.id, {old});"
    run(f"CREATE TRIGGER {index}_added AFTER INSERT ON {table} BEGIN {add} END")
    run(f"CREATE TRIGGER {index}_gone AFTER DELETE ON {table} BEGIN {drop} END")
    run(f"CREATE TRIGGER {index}_changed AFTER UPDATE ON {table} BEGIN {drop} {add} END")


def watch_on_sqlite(run) -> None:
    wait = (
        "INSERT INTO mailsearch_unindexed (email_id, number) VALUES (NEW.id, 0)"
        " ON CONFLICT (email_id) DO UPDATE SET number = number + 1;"
    )
    for name, event in (("logged", "INSERT"), ("changed", f"UPDATE OF {', '.join(SEARCHED)}")):
        run(f"CREATE TRIGGER mailsearch_{name} AFTER {event} ON emaillog_loggedemail BEGIN {wait} END")


def lay(apps, schema_editor) -> None:
    def run(sql: str) -> None:
        schema_editor.execute(sql, params=None)

    if schema_editor.connection.vendor == "sqlite":
        lay_on_sqlite(run)
        watch_on_sqlite(run)
    else:
        lay_on_postgresql(run)
    run("INSERT INTO mailsearch_unindexed (email_id, number) SELECT id, 0 FROM emaillog_loggedemail")


def lift(apps, schema_editor) -> None:
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for name in ("logged", "changed"):
        schema_editor.execute(
            f"DROP TRIGGER IF EXISTS mailsearch_{name}{'' if is_sqlite else ' ON emaillog_loggedemail'}"
        )
    schema_editor.execute("DROP TABLE IF EXISTS mailsearch_words" if is_sqlite else "DROP FUNCTION mailsearch_wait()")


def last_initial(app: str) -> list[tuple[str, str]]:
    """None while they are being made anew."""
    folder = Path(__file__).parents[3] / app / "migrations"
    return [(app, path.stem) for path in sorted(folder.glob("0*_initial.py"))[-1:]]


class Migration(migrations.Migration):
    initial = True
    dependencies = [*last_initial("crm"), *last_initial("contacts"), *last_initial("emaillog")]
    operations = [
        migrations.CreateModel(
            name="Unindexed",
            fields=[
                (
                    "email",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="emaillog.loggedemail",
                    ),
                ),
                ("number", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="MailText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("occurred_at", models.DateTimeField()),
                ("has_file", models.BooleanField(default=False)),
                ("subject", models.TextField(blank=True)),
                ("sender", models.TextField(blank=True)),
                ("recipients", models.TextField(blank=True)),
                ("text", models.TextField(blank=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crm.account",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="words",
                        to="contacts.timelineentry",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["account", "-occurred_at", "-id"], name="words_by_time")],
            },
        ),
        migrations.RunPython(lay, lift),
    ]
