"""Rows by the hundred thousand: one row, made as the program makes it, and copies of it that differ as SQL says."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import Model


def multiply(row: Model, times: int, **instead: str) -> None:
    """Copies the row; `instead` gives columns another value, in which `n` is the number of the copy, from 1."""
    meta = row._meta  # noqa: SLF001 (a documented API of Django, in spite of its name)
    names = [field.column for field in meta.concrete_fields if not field.primary_key or field.column in instead]
    values = [instead.get(name) or f'model."{name}"' for name in names]
    columns = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {meta.db_table} ({columns}) SELECT {', '.join(values).replace('%', '%%')}"
            f" FROM {meta.db_table} AS model, generate_series(1, {times}) AS n WHERE model.{meta.pk.column} = %s",
            [row.pk],
        )


@contextmanager
def without_triggers() -> Iterator[None]:
    """What a row points at is not looked up meanwhile, and no trigger fires: the rows are right as they are."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; SET synchronous_commit = off")
        yield
        cursor.execute("RESET session_replication_role; RESET synchronous_commit")
        cursor.execute("VACUUM ANALYZE")
