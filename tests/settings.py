"""The installation's own settings, but for what only costs time in tests."""

from crm.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if EMBEDDED:  # noqa: F405
    # In memory, which is Django's choice, SQLite knows no waiting: threads of a test need the file that people have.
    DATABASES["default"]["TEST"] = {"NAME": f"{VAR_DIR}/tests.sqlite3"}  # noqa: F405
