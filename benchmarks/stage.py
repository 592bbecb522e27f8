"""The servers of the tests and a throw-away database on them. Import this before anything of Django's."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlsplit

import django

from tests import services  # noqa: F401 (brings up PostgreSQL and Redis, and names them in the environment)

os.environ["DJANGO_SETTINGS_MODULE"] = "crm.settings"
django.setup()

from django.conf import settings  # noqa: E402 (only now is there anything to import)
from django.db import connection, connections  # noqa: E402

from crm import groundwork  # noqa: E402
from emaillog import intake  # noqa: E402

ROOT = Path(settings.BASE_DIR)


@contextmanager
def database() -> Iterator[None]:
    """A fresh database with all tables, also for the processes that are started meanwhile; gone afterwards."""
    before, address = connection.settings_dict["NAME"], os.environ["DATABASE_URL"]
    name = f"bench_{os.getpid()}"
    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    os.environ["DATABASE_URL"] = urlsplit(address)._replace(path=f"/{name}").geturl()
    groundwork.collect_static_files()
    try:
        yield
    finally:
        os.environ["DATABASE_URL"] = address
        connections.close_all()
        connection.creation.destroy_test_db(before, verbosity=0)


@contextmanager
def silence() -> Iterator[None]:
    """Nobody is rung for what is kept meanwhile: the stage that is measured does the work itself."""
    with patch.object(intake, "ring"):
        yield
