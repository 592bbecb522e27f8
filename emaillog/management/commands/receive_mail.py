"""`receive_mail`: the built-in SMTP or LMTP receiver, one process."""

import asyncio
import signal
import ssl
from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from emaillog.smtp.receiver import PROTOCOLS, Receiver


async def receive_until_told_to_stop(receiver: Receiver) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await receiver.start()
    await stop.wait()
    await receiver.stop()


class Command(BaseCommand):
    help = "Receives mail for the logging addresses by SMTP or LMTP."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--protocol", choices=PROTOCOLS, default="smtp")
        parser.add_argument("--host", default=settings.SMTP_HOST, help="address to listen at (SMTP_HOST)")
        parser.add_argument("--port", type=int, default=settings.SMTP_PORT, help="port to listen at (SMTP_PORT)")

    def handle(self, *_: object, protocol: str, host: str, port: int, **__: object) -> None:
        try:
            receiver = Receiver(protocol, host, port)
        except (OSError, ssl.SSLError) as error:
            raise CommandError(f"SMTP_TLS_CERTIFICATE or SMTP_TLS_KEY cannot be used: {error}") from error
        try:
            asyncio.run(receive_until_told_to_stop(receiver))
        except OSError as error:
            raise CommandError(f"Cannot listen at {host} port {port}: {error.strerror or error}") from error
