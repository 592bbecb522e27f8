"""A whole installation of real processes on a database of its own, PostgreSQL with Redis or SQLite with files."""

import contextlib
import json
import os
import shutil
import signal
import smtplib
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from tests.services import free_port, postgres_url

ROOT = Path(__file__).resolve().parent.parent.parent
BACKENDS = ("postgresql", "sqlite")


def until(check: Callable[[], Any], seconds: float = 30, every: float = 0.05) -> Any:
    """The first true answer of `check`; fails the test when none came in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := check():
            return answer
        time.sleep(every)
    raise AssertionError(f"nothing after {seconds} seconds")


class Installation:
    def __init__(self, backend: str, folder: Path, **env: str) -> None:
        self.backend, self.folder = backend, folder
        self.smtp_port, self.port = free_port(), free_port()
        self.started: list[subprocess.Popen[bytes]] = []
        self.env = os.environ | {
            "VAR_DIR": str(folder / "var"),
            "STORAGE_URL": f"file://{folder}/var/files",
            "SMTP_PORT": str(self.smtp_port),
            "PORT": str(self.port),
            "BASE_URL": f"http://127.0.0.1:{self.port}",
            "SWEEP_SECONDS": "1",
            "ATTEMPT_LEASE_SECONDS": "2",
            "DJANGO_SETTINGS_MODULE": "crm.settings",
        }
        self.env |= self.on_postgresql() if backend == "postgresql" else self.on_files()
        self.env |= env
        self.manage("migrate", "--verbosity", "0")
        self.account = json.loads(self.manage("create_account", "Acme", "--admin-email", "alice@acme.test", "--json"))

    def on_postgresql(self) -> dict[str, str]:
        name = f"whole_{os.getpid()}_{self.port}"
        with psycopg.connect(postgres_url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return {"DATABASE_URL": urlsplit(postgres_url())._replace(path=f"/{name}").geturl()}

    def on_files(self) -> dict[str, str]:
        return {
            "DATABASE_URL": f"sqlite:///{self.folder}/var/db.sqlite3",
            "CELERY_BROKER_URL": "filesystem://",
            "CACHE_URL": f"filecache://{self.folder}/var/cache",
        }

    def manage(self, *words: str, stdin: bytes = b"") -> str:
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.env, input=stdin, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()[-2000:]
        return done.stdout.decode()

    def start(self, *words: str, **env: str) -> subprocess.Popen[bytes]:
        """Starts a Python process in a group of its own, ended with the installation."""
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *words], cwd=ROOT, env=self.env | env, stdout=log, stderr=log, start_new_session=True
            )
        self.started.append(process)
        return process

    def start_worker(self) -> subprocess.Popen[bytes]:
        quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat", "-c", "1", "-l", "warning")
        schedule = f"{self.folder}/schedule-{len(self.started)}"
        return self.start("-m", "celery", "-A", "crm", "worker", "-B", "-s", schedule, *quiet)

    def start_receiver(self) -> subprocess.Popen[bytes]:
        process = self.start("manage.py", "receive_mail")
        until(self.answers)
        return process

    def start_web(self) -> subprocess.Popen[bytes]:
        """As in production; one process of it."""
        how = ("--bind", f"127.0.0.1:{self.port}", "--worker-class", "gthread", "--threads", "8", "--no-control-socket")
        process = self.start("-m", "gunicorn", "crm.wsgi:application", "--workers", "1", *how)
        until(lambda: self.listens(self.port))
        return process

    @staticmethod
    def listens(port: int) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return True
        return False

    def answers(self) -> bool:
        with contextlib.suppress(OSError), smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=5):
            return True
        return False

    def send(self, message: EmailMessage, to: str | None = None) -> None:
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=60) as smtp:
            smtp.sendmail("alice@acme.test", [to or self.account["bcc_address"]], message.as_bytes())

    def ask(self, statement: str) -> Any:
        """The first column of the first row: the database as somebody else sees it."""
        if self.backend == "sqlite":
            with contextlib.closing(sqlite3.connect(f"{self.folder}/var/db.sqlite3", timeout=20)) as connection:
                return connection.execute(statement).fetchone()[0]
        with psycopg.connect(self.env["DATABASE_URL"]) as connection:
            return connection.execute(statement).fetchone()[0]

    def settled(self, number: int = 1) -> bool:
        return self.ask("SELECT count(*) FROM emaillog_inboundmessage WHERE status <> 'received'") >= number

    def stop(self) -> None:
        for process in self.started:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.started.clear()


@contextlib.contextmanager
def installation(backend: str, folder: Path, **env: str) -> Iterator[Installation]:
    made = Installation(backend, folder, **env)
    try:
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)
