"""`ingest_mail`: mails from files or a pipe into the same intake as every other door."""

import os
from argparse import ArgumentParser
from typing import IO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from emaillog import intake
from emaillog.intake import NULL_SENDER
from emaillog.mailfiles import mails_in

NULL_SENDERS = frozenset({"", NULL_SENDER, "MAILER-DAEMON"})  # the last one is what Postfix's pipe says unless told


class Command(BaseCommand):
    help = (
        "Takes in .eml files, mbox files, Maildirs, or - for one mail on standard input. "
        "Exit code 75 (try again later) when a mail could not be stored, so that Postfix keeps it."
    )
    requires_system_checks: list[str] = []  # a pipe starts this for every mail

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH")
        parser.add_argument("--to", required=True, metavar="ADDRESS", help="the logging address")
        parser.add_argument("--mail-from", default=None, metavar="ADDRESS", help="the envelope sender, <> for none")

    def handle(self, *_: object, paths: list[str], to: str, mail_from: str | None, **__: object) -> None:
        sender = NULL_SENDER if mail_from in NULL_SENDERS else mail_from or ""
        for path in paths:
            mails = mails_in(path)
            while True:
                try:
                    found = next(mails, None)
                except OSError as error:
                    raise CommandError(f"{path}: {error.strerror or error}.", returncode=os.EX_NOINPUT) from error
                if found is None:
                    break
                self.take_in(*found, to=to, mail_from=sender)

    def take_in(self, name: str, content: IO[bytes], *, to: str, mail_from: str) -> None:
        if content.seek(0, os.SEEK_END) > settings.MAX_MESSAGE_BYTES:
            limit = settings.MAX_MESSAGE_BYTES
            raise CommandError(f"{name}: larger than {limit} bytes (MAX_MESSAGE_BYTES).", returncode=os.EX_DATAERR)
        content.seek(0)
        try:
            intake.check_space()
            (kept,) = intake.keep_message(content, door="file", sender=mail_from, recipients=[to])
        except Exception as error:
            raise CommandError(f"{name}: could not be stored, try again: {error}", returncode=os.EX_TEMPFAIL) from error
        self.stdout.write(f"{name}: kept as inbound message {kept.pk}.")
        if kept.address_id is None:
            self.stderr.write(f"{name}: {to} is no logging address; the mail is kept as unrouted.")
