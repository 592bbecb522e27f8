"""The whole system as real processes (gunicorn, Redis, Celery, PostgreSQL), with mail posted as Postmark does."""

import base64
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from http.client import HTTPConnection
from types import TracebackType
from typing import Self

import psutil
import redis

from benchmarks import clock
from benchmarks.mails import Mail
from benchmarks.records import Seller
from emaillog.models import InboundMessage, LoggedEmail, Receipt, Status
from tests.services import free_port

PARTS = ("web", "worker", "broker", "database")
PATIENCE = 180  # seconds, for machines that have other things to do
LOOK_EVERY = 0.002  # seconds


def wait_until(what: Callable[[], bool], every: float = 0.05) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        if time.monotonic() > end:
            raise TimeoutError("The system did not come to its end.")
        time.sleep(every)


def start(*arguments: str) -> subprocess.Popen[bytes]:
    """A process of ours, which tells only of warnings."""
    return subprocess.Popen([sys.executable, "-W", "ignore", "-m", *arguments], env=os.environ, start_new_session=True)


def stop(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    process.wait(PATIENCE)


class System:
    """Use it as a context manager; inside, it is up and warm."""

    def __init__(self, seller: Seller) -> None:
        self.seller = seller
        self.port = free_port()
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        web = ("--worker-class", "gthread", "--threads", "8", "--keep-alive", "60", "--log-level", "warning")
        worker = ("--concurrency", "1", "--loglevel", "warning", "--without-gossip", "--without-mingle")
        self.processes = [
            start("gunicorn", "crm.wsgi", "--bind", f"127.0.0.1:{self.port}", *web),
            start("celery", "--quiet", "--app", "crm", "worker", *worker),
        ]
        for process in self.processes:
            self._stack.callback(stop, process)
        self.servers = [
            int(redis.Redis.from_url(os.environ["CELERY_BROKER_URL"]).info("server")["process_id"]),
            psutil.Process(clock.of_backend()).ppid(),
        ]
        wait_until(self._answers)
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._stack.close()

    def _answers(self) -> bool:
        with suppress(ConnectionError):
            connection = HTTPConnection("127.0.0.1", self.port)
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        return False

    def post(self, mails: Iterable[Mail]) -> None:
        """Raises unless each is accepted."""
        connection = HTTPConnection("127.0.0.1", self.port)
        secret = base64.b64encode(os.environ["ANYMAIL_WEBHOOK_SECRET"].encode()).decode()
        headers = {"Authorization": f"Basic {secret}", "Content-Type": "application/json"}
        for mail in mails:
            connection.request("POST", "/anymail/postmark/inbound/", self._request(mail), headers)
            response = connection.getresponse()
            if response.status != 200:
                raise RuntimeError(f"The webhook answered {response.status}: {response.read()[:200]!r}")
            response.read()
        connection.close()

    def _request(self, mail: Mail) -> str:
        return json.dumps(
            {
                "OriginalRecipient": self.seller.address,
                "MessageID": mail.message_id,
                "Headers": [{"Name": "Return-Path", "Value": "<ida@seller.test>"}],
                "Attachments": [],
                "RawEmail": mail.raw.decode("ascii"),
            }
        )

    def handle(self, mails: list[Mail]) -> None:
        """Posts them all and waits until the last one is settled."""
        self.post(mails)
        received = Receipt.objects.filter(status=Receipt.Status.RECEIVED)
        wait_until(lambda: not received.exists() and not InboundMessage.objects.waiting().exists())

    def cost(self, mails: list[Mail]) -> dict[str, float]:
        """CPU seconds of each of the four for these mails; raises when one was not logged."""
        pids = dict(zip(PARTS, [process.pid for process in self.processes] + self.servers, strict=True))
        logged = InboundMessage.objects.filter(status=Status.LOGGED).count()
        before = {part: clock.of_tree(pid) for part, pid in pids.items()}
        self.handle(mails)
        after = {part: clock.of_tree(pid) for part, pid in pids.items()}
        if InboundMessage.objects.filter(status=Status.LOGGED).count() != logged + len(mails):
            raise RuntimeError("Not every posted mail was logged.")
        return {part: after[part] - before[part] for part in PARTS}

    def seconds_to_visible(self, mail: Mail) -> float:
        """From the answer of the webhook until the mail stands on the timelines."""
        self.post([mail])
        accepted = time.monotonic()
        mine = LoggedEmail.objects.filter(account=self.seller.account, message_id=mail.message_id)
        wait_until(mine.exists, LOOK_EVERY)
        return time.monotonic() - accepted
