"""The listening socket and the connections that came in by it."""

import asyncio
import contextlib
import ssl

from django.conf import settings

from emaillog.smtp import replies
from emaillog.smtp.handler import Handler
from emaillog.smtp.session import LmtpSession, SmtpSession
from emaillog.smtp.threads import Threads

MAX_CONNECTIONS = 200
SECONDS_TO_FINISH = 5  # for mails that are coming in when the receiver is told to stop
PROTOCOLS: dict[str, type[SmtpSession]] = {"smtp": SmtpSession, "lmtp": LmtpSession}


def tls_context() -> ssl.SSLContext | None:
    """For STARTTLS, from `SMTP_TLS_CERTIFICATE` and `SMTP_TLS_KEY`; without them it is not offered."""
    if not settings.SMTP_TLS_CERTIFICATE:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(settings.SMTP_TLS_CERTIFICATE, settings.SMTP_TLS_KEY or None)
    return context


class Busy(asyncio.Protocol):
    """Turns a connection away in words, so that its mail server waits and tries again."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.WriteTransport):
            transport.write(f"{replies.TOO_MANY_CONNECTIONS}\r\n".encode())
        transport.close()


class Receiver:
    """Receives mail by one protocol on one port until told to stop."""

    def __init__(self, protocol: str, host: str, port: int) -> None:
        self.host, self.port = host, port
        self._threads = Threads()
        self._handler = Handler(protocol, self._threads)
        self._session = PROTOCOLS[protocol]
        self._sessions: set[SmtpSession] = set()
        self._tls = tls_context()

    async def start(self) -> None:
        """Listens; raises OSError when it cannot. Port 0 takes a free one."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._accept, self.host, self.port, backlog=512)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Takes no more connections and lets the mails that are coming in finish, for a few seconds."""
        self._server.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_TO_FINISH):
                while self._sessions:
                    for session in list(self._sessions):
                        session.close_if_idle()
                    await asyncio.sleep(0.05)
        for session in self._sessions:
            session.transport.abort()
        self._threads.close()

    def _accept(self) -> asyncio.Protocol:
        if len(self._sessions) >= MAX_CONNECTIONS:
            return Busy()
        return self._session(self._handler, self._sessions, self._tls)
