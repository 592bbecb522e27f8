"""The embedded installation as `make run` starts it: its own folder, its own ports, processes of its own."""

import http.client
import json
import os
import signal
import smtplib
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OF_THE_TESTS = ("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL", "EMAIL_URL", "ANYMAIL_WEBHOOK_SECRET", "SECRET_KEY")
SECONDS_TO_START = 90  # the machine that runs the tests has other things to do


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(check, seconds=20):
    """The first true answer of `check`, or its last one."""
    last = time.monotonic() + seconds
    while not (answer := check()) and time.monotonic() < last:
        time.sleep(0.05)
    return answer


class Installation:
    def __init__(self, folder):
        self.var = folder / "var"
        self.port, self.smtp_port = free_port(), free_port()
        self.log = folder / "log"
        self.started = []
        self.env = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS} | {
            "VAR_DIR": str(self.var),
            "PORT": str(self.port),
            "SMTP_PORT": str(self.smtp_port),
            "INBOUND_DOMAIN": "in.blindcopy.test",
        }

    def start(self, *command):
        with self.log.open("w") as log:
            process = subprocess.Popen(
                command or [sys.executable, "manage.py", "serve"],
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.started.append(process)
        assert until(lambda: process.poll() is not None or "Ctrl-C ends it" in self.written, SECONDS_TO_START)
        assert process.poll() is None, self.written
        return process

    @property
    def written(self):
        return self.log.read_text(errors="replace")

    def get(self, path):
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as link:
            link.request("GET", path)
            answer = link.getresponse()
            return answer.status, answer.read()

    def manage(self, *words, **options):
        return subprocess.run(
            [sys.executable, "manage.py", *map(str, words)],
            cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=90, check=False, **options,
        )  # fmt: skip

    def account(self):
        words = (
            "create_account",
            "Acme",
            "--admin-email",
            "rep@acme.test",
            "--admin-password",
            "correct horse 9 staple",
        )
        return json.loads(self.manage(*words, "--json").stdout)

    def send(self, message, sender, recipient):
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=30) as client:
            client.sendmail(sender, [recipient], message.as_bytes())

    def rows(self, statement):
        with closing(sqlite3.connect(f"file:{self.var}/blindcopy.sqlite3?mode=ro", uri=True)) as database:
            return database.execute(statement).fetchall()

    def processes(self):
        """Of this installation: whatever runs with its folder in the environment."""
        mark = f"VAR_DIR={self.var}".encode()
        folders = (folder for folder in Path("/proc").iterdir() if folder.name.isdecimal())
        return [int(folder.name) for folder in folders if mark in environment_of(folder)]


def environment_of(folder):
    try:
        return (folder / "environ").read_bytes().split(b"\0")
    except OSError:
        return []


@pytest.fixture
def installation(tmp_path):
    one = Installation(tmp_path)
    yield one
    for process in one.started:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
    for pid in one.processes():
        os.kill(pid, signal.SIGKILL)
