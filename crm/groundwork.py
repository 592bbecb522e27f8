"""What must stand before the first process starts: the tables and the static files; quick when nothing changed."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def lay() -> None:
    migrate()
    collect_static_files()


def migrate() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def collect_static_files() -> None:
    mark = Path(settings.STATIC_ROOT) / ".collected"
    wanted = fingerprint_of_static_files()
    if not mark.exists() or mark.read_text() != wanted:
        call_command("collectstatic", interactive=False, verbosity=0)
        mark.write_text(wanted)


def fingerprint_of_static_files() -> str:
    """Changes with any file's path, size or time."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
