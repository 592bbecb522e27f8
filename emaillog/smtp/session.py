"""One connection: aiosmtpd's protocol with a DATA of our own, and the LMTP dialect of it."""

import asyncio
import ssl
from collections import defaultdict
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP
from django.conf import settings

from emaillog.smtp import replies
from emaillog.smtp.body import PIECE, Body, pieces
from emaillog.smtp.handler import Handler

IDLE_SECONDS = 300  # RFC 5321 section 4.5.3.2.7


class SmtpSession(SMTP):
    """A session of a mail server or mail program. `is_busy` while a mail comes in or is being kept."""

    event_handler: Handler
    envelope: Any  # optional in aiosmtpd's words, but there whenever a command runs
    transport: Any
    line_length_limit = PIECE
    command_size_limits = defaultdict(lambda: 2048)

    def __init__(self, handler: Handler, sessions: set["SmtpSession"], tls: ssl.SSLContext | None) -> None:
        super().__init__(
            handler,
            data_size_limit=None,  # the handler announces and checks it, with the enhanced code
            enable_SMTPUTF8=True,
            hostname=settings.INBOUND_DOMAIN,
            ident="Blindcopy",
            tls_context=tls,
            timeout=IDLE_SECONDS,
            loop=asyncio.get_running_loop(),
        )
        self.sessions = sessions  # those that are open, of the whole receiver
        self.is_busy = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.sessions.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.sessions.discard(self)
        super().connection_lost(error)

    def close_if_idle(self) -> None:
        """Says goodbye, unless a mail is coming in."""
        if not self.is_busy and not self.transport.is_closing():
            self.transport.write(f"{replies.SHUTTING_DOWN}\r\n".encode())
            self.transport.close()

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        try:
            return super()._getaddr(arg)
        except IndexError:  # the standard library's parser on `<` and the like
            return None, None

    async def smtp_AUTH(self, arg: str | None) -> None:  # noqa: N802
        await self.push(replies.NO_AUTHENTICATION)

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802
        if await self.check_helo_needed():
            return
        if arg:
            await self.push(replies.DATA_SYNTAX)
        elif not self.envelope.rcpt_tos:
            await self.push(replies.NEED_RECIPIENT)
        else:
            self.is_busy = True
            try:
                await self._take_mail()
            finally:
                self.is_busy = False

    async def _take_mail(self) -> None:
        """Reads to the end before any answer (RFC 5321 section 4.2.5), even where it is known already."""
        with Body(settings.MAX_MESSAGE_BYTES) as body:
            await self.push(replies.END_WITH_DOT)
            await self._read(body)
            reply = await self._reply_to(body)
        recipients = len(self.envelope.rcpt_tos)
        self.envelope = self._create_envelope()
        await self.answer(reply, recipients)

    async def _read(self, body: Body) -> None:
        fresh = 0
        async for piece, starts_line in pieces(self._reader):
            body.add(piece, starts_line=starts_line)
            fresh += len(piece)
            if fresh > PIECE:  # a slow line is not an idle one
                self._reset_timeout()
                fresh = 0
        self._reset_timeout()

    async def _reply_to(self, body: Body) -> str:
        if body.is_smuggling:
            return replies.SMUGGLING
        if body.is_too_large:
            return replies.TOO_LARGE
        try:
            return await self.event_handler.keep(self.envelope, body)
        except Exception as error:  # noqa: BLE001 (whatever it is, it is ours and not the sender's)
            return await self.event_handler.handle_exception(error)

    async def answer(self, reply: str, recipients: int) -> None:
        """Tells how the mail fared."""
        await self.push(reply)


class LmtpSession(SmtpSession, LMTP):
    """The same for a mail server next door: greets with LHLO, answers once per recipient (RFC 2033 section 4.2)."""

    async def answer(self, reply: str, recipients: int) -> None:
        await self.push("\r\n".join([reply] * recipients))
