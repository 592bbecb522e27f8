"""Answers to the commands of a session: who may be written to, and whether there is room."""

from typing import Any

import structlog
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings

from emaillog import intake, postmaster
from emaillog.models import LoggingAddress
from emaillog.smtp import replies
from emaillog.smtp.body import Body
from emaillog.smtp.threads import Threads

log = structlog.get_logger(__name__)

MAX_RECIPIENTS = 1000


def declared_size(options: list[str]) -> int:
    """Bytes that the sender announces (RFC 1870), 0 when it does not say."""
    sizes = [option.partition("=")[2] for option in options if option.upper().startswith("SIZE=")]
    return int(sizes[0]) if sizes and sizes[0].isdecimal() else 0


def reply_to_recipient(recipient: str) -> str:
    """Unknown addresses are refused while the sender still listens, so that whoever mistyped one learns of it."""
    if LoggingAddress.objects.among([recipient]).exists():
        return replies.RECIPIENT_OK
    if postmaster.is_meant(recipient):
        return replies.RECIPIENT_OK
    domain = recipient.rpartition("@")[2].lower().rstrip(".")
    return replies.UNKNOWN_ADDRESS if domain == settings.INBOUND_DOMAIN else replies.RELAYING_DENIED


class Handler:
    """The hooks that aiosmtpd calls, and the one that our sessions call with a whole mail."""

    def __init__(self, door: str, threads: Threads) -> None:
        self.door = door
        self.threads = threads

    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        kept = [line for line in responses[:-1] if not line.startswith("250-AUTH")]
        return [*kept, f"250-SIZE {settings.MAX_MESSAGE_BYTES}", "250-PIPELINING", responses[-1]]

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if declared_size(options) > settings.MAX_MESSAGE_BYTES:
            return replies.TOO_LARGE
        intake.check_space()
        envelope.mail_from = address  # `<>` stays so for now: an empty string means "no MAIL command yet"
        envelope.mail_options.extend(options)
        return replies.SENDER_OK

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= MAX_RECIPIENTS:
            return replies.TOO_MANY_RECIPIENTS
        reply = await self.threads.run(reply_to_recipient, address)
        if reply == replies.RECIPIENT_OK:
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_exception(self, error: Exception) -> str:
        """Any fault of ours is temporary to the sender. The log gets its kind: its text may hold an address."""
        log.error("session_failed", door=self.door, error=type(error).__name__)
        return replies.reply_to_fault(error)

    async def keep(self, envelope: Envelope, body: Body) -> str:
        """The answer to the whole mail: yes only after intake has it safe (R35).

        Anybody may write to the postmaster, who therefore gets little room.
        """
        if body.size > postmaster.MOST_BYTES and all(map(postmaster.is_meant, envelope.rcpt_tos)):
            return replies.TOO_LARGE
        kept: list[Any] = await self.threads.run(self._keep, envelope, body)
        log.debug("mail_kept", door=self.door, size=body.size, ids=[inbound.pk for inbound in kept])
        return replies.KEPT

    def _keep(self, envelope: Envelope, body: Body) -> list[Any]:
        intake.check_space()
        sender = "" if envelope.mail_from == "<>" else envelope.mail_from or ""
        return intake.keep_message(body.file, door=self.door, sender=sender, recipients=envelope.rcpt_tos)
