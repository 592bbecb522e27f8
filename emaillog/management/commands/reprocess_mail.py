"""`reprocess_mail`: stored messages that were not logged are processed again, after a fix or a new rule (R35)."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from emaillog import intake
from emaillog.models import InboundMessage
from emaillog.rejection import Reason


class Command(BaseCommand):
    help = "Processes stored messages that were not logged, or failed, again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reason", choices=Reason.values, metavar="CODE", help="only those with this reason")
        parser.add_argument("--since", metavar="D", help="only those received since then, such as 2026-11-23")

    def handle(self, *_: Any, **options: Any) -> None:  # noqa: ANN401
        chosen = InboundMessage.objects.not_logged()
        if options["reason"]:
            chosen = chosen.filter(reason=options["reason"])
        if options["since"]:
            chosen = chosen.filter(received_at__gte=moment(options["since"]))
        again = [message.pk for message in chosen.only("pk").iterator() if message.process_again()]
        intake.ring("process_inbound", again)
        self.stdout.write(f"{len(again)} messages are processed again.")


def moment(written: str) -> datetime:
    """A date or a time as ISO 8601 writes it, in the installation's zone unless it names one."""
    try:
        day = parse_date(written)
        found = datetime(day.year, day.month, day.day) if day else parse_datetime(written)  # noqa: DTZ001
    except ValueError:
        found = None
    if found is None:
        raise CommandError(f"--since {written}: write a date such as 2026-11-23, or a time such as 2026-11-23T10:00.")
    return found if timezone.is_aware(found) else timezone.make_aware(found)
