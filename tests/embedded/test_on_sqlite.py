"""The rules hold on the embedded database too: their tests once more, on SQLite."""

import os
import subprocess
import sys

import pytest

SUITES = (
    "tests/emaillog/test_bcc.py",
    "tests/emaillog/test_forwarding.py",
    "tests/emaillog/test_the_line.py",
    "tests/emaillog/test_faults.py",
    "tests/emaillog/test_explain_mail.py",
    "tests/emaillog/test_people.py",
    "tests/emaillog/test_companies.py",
    "tests/emaillog/test_never_log.py",
    "tests/emaillog/pages/test_awaited.py",
    "tests/emaillog/test_once.py",
    "tests/emaillog/test_threads.py",
    "tests/emaillog/test_once_at_once.py",
    "tests/emaillog/pages/test_removing.py",
    "tests/emaillog/pages/test_rearranging.py",
    "tests/emaillog/pages/test_visibility.py",
    "tests/emaillog/search",
    "tests/contacts",
    "tests/api",
)


@pytest.mark.timeout(400)
def test_the_rules_hold_on_sqlite(tmp_path):
    """In a process of its own, since a process has one database; as if it were an eighth worker of this run."""
    place = {"DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3", "TESTS_DIR": str(tmp_path)}
    env = os.environ | place | {"PYTEST_XDIST_WORKER": "gw7"}
    plans = "--ignore=tests/contacts/lists/test_plans.py"  # they are PostgreSQL's
    command = [sys.executable, "-m", "pytest", *SUITES, plans, "-n0", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
