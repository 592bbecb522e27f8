"""`reprocess_mail`: stored messages are processed again, after a fix or a new rule (R35).

What a person rejected or removed stays so, unless its reason is asked for.
"""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from emaillog import intake
from emaillog.models import InboundMessage
from emaillog.rejection import Reason

BY_HAND = (Reason.REJECTED, Reason.REMOVED)


class Command(BaseCommand):
    help = "Processes stored messages that were not logged, or failed, again; with --logged those that were logged too."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reason", choices=Reason.values, metavar="CODE", help="only those with this reason")
        parser.add_argument("--since", metavar="D", help="only those received since then, such as 2026-11-23")

        parser.add_argument(
            "--logged", action="store_true", help="read logged mail again too, and bring it to what the rules say today"
        )

    def handle(self, *_: Any, **options: Any) -> None:  # noqa: ANN401
        chosen = InboundMessage.objects.all()
        if options["since"]:
            chosen = chosen.filter(received_at__gte=moment(options["since"]))
        by_reason = Q(reason=options["reason"]) if options["reason"] else ~Q(reason__in=BY_HAND)
        again = chosen.filter(by_reason).process_again()
        if options["logged"]:
            again += chosen.log_again()
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
