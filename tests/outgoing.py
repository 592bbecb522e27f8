"""A mail server on loopback for what this installation sends: it keeps each mail with its envelope as it came."""

import asyncio
import email
import email.policy
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True)
class Sent:
    mail_from: str  # "<>" is the null sender
    recipients: list[str]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.raw, policy=email.policy.default)


@dataclass
class MailServer:
    """`answers` are what it says instead of yes, by command ("MAIL", "RCPT", "DATA"), one for each time it is asked."""

    mails: list[Sent] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)
    senders: list[str] = field(default_factory=list)  # of every MAIL command, also of refused ones
    port: int = 0

    def answer(self, command: str) -> str:
        waiting = self.answers.get(command)
        return waiting.pop(0) if waiting else "250 2.0.0 OK"

    async def handle_MAIL(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _: list) -> str:  # noqa: N802
        self.senders.append(address)
        answer = self.answer("MAIL")
        if answer.startswith("2"):
            envelope.mail_from = address
        return answer

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _: list) -> str:  # noqa: N802
        answer = self.answer("RCPT")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.answer("DATA")
        if answer.startswith("2"):
            self.mails.append(Sent(envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
        return answer

    def serve(self, is_listening: threading.Event, stop: asyncio.Event, loop: asyncio.AbstractEventLoop) -> None:
        async def until_stopped() -> None:
            server = await loop.create_server(lambda: SMTP(self, enable_SMTPUTF8=True, loop=loop), "127.0.0.1", 0)
            self.port = server.sockets[0].getsockname()[1]
            is_listening.set()
            await stop.wait()
            server.close()

        loop.run_until_complete(until_stopped())
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


@contextmanager
def mail_server() -> Iterator[MailServer]:
    server, loop, is_listening = MailServer(), asyncio.new_event_loop(), threading.Event()
    stop = asyncio.Event()
    thread = threading.Thread(target=server.serve, args=(is_listening, stop, loop))
    thread.start()
    assert is_listening.wait(10)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        assert not thread.is_alive()


@pytest.fixture
def outgoing(settings):
    """Django's SMTP backend sends to this server; `outgoing.mails` is what came."""
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield server
