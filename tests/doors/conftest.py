"""Receivers on real sockets, in a thread of the test's process so that both see the same database."""

import asyncio
import smtplib
import threading

import pytest

from emaillog import blobs
from emaillog.models import InboundMessage
from emaillog.smtp.receiver import Receiver


class RunningReceiver:
    def __init__(self, protocol):
        self.receiver = Receiver(protocol, "127.0.0.1", 0)
        self.listening = threading.Event()
        self.thread = threading.Thread(target=asyncio.run, args=[self.run()])
        self.thread.start()
        assert self.listening.wait(10)

    async def run(self):
        self.told_to_stop = asyncio.Event()
        self.loop = asyncio.get_running_loop()
        await self.receiver.start()
        self.listening.set()
        await self.told_to_stop.wait()
        await self.receiver.stop()

    def tell_to_stop(self):
        if self.thread.is_alive():
            self.loop.call_soon_threadsafe(self.told_to_stop.set)

    def stop(self):
        self.tell_to_stop()
        self.thread.join(20)
        assert not self.thread.is_alive()

    @property
    def port(self):
        return self.receiver.port


@pytest.fixture
def receiver(transactional_db):
    started = []

    def start(protocol="smtp"):
        started.append(RunningReceiver(protocol))
        return started[-1]

    yield start
    for one in started:
        one.stop()


@pytest.fixture
def smtp(receiver):
    with smtplib.SMTP("127.0.0.1", receiver().port, timeout=20) as client:
        client.ehlo()
        yield client


@pytest.fixture
def lmtp(receiver):
    client = smtplib.LMTP("127.0.0.1", receiver("lmtp").port, timeout=20)
    client.ehlo()
    yield client
    client.quit()


@pytest.fixture
def kept():
    """Every kept message as (recipient, bytes)."""

    def rows():
        return [(row.envelope_recipient, blobs.read(row.blob)) for row in InboundMessage.objects.order_by("pk")]

    return rows


@pytest.fixture
def dialogue():
    """Says one line and returns the whole answer."""

    def say(client, line=None):
        if line is not None:
            client.send(line if isinstance(line, bytes) else f"{line}\r\n".encode())
        code, text = client.getreply()
        return f"{code} {text.decode()}"

    return say
