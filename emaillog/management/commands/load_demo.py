"""`load_demo`: a lively sample account whose mails are sent to our own SMTP receiver; what `make demo` adds."""

import smtplib
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count

from crm.models import Account
from emaillog.demo import loading, records
from emaillog.demo.posting import Letter
from emaillog.models import InboundMessage, Status

SHOWN_EVERY = 5  # seconds
PATIENCE = 120  # seconds without any mail settled


class Command(BaseCommand):
    help = "Loads a sample account and sends its mails through the SMTP receiver; a second time it adds nothing."

    def handle(self, *_: object, **__: object) -> None:
        self.say("Sample account: people, companies and deals ...")
        account = loading.account()
        if self.send(account):
            self.wait(account)
        self.say(welcome(account))
        if self.count(loading.fill(account, loading.keep), "mails of the last year brought in"):
            self.wait(account)
        loading.finish(account)
        self.say(summary(account))

    def send(self, account: Account) -> int:
        try:
            with smtplib.SMTP(settings.SMTP_HOST, settings.SMTP_PORT, timeout=60) as client:

                def transport(sender: str, recipient: str, mail: bytes) -> None:
                    client.sendmail(sender, [recipient], mail)

                return self.count(loading.send(account, transport), "mails sent to the receiver")
        except (OSError, smtplib.SMTPException) as error:
            where = f"{settings.SMTP_HOST} port {settings.SMTP_PORT}"
            raise CommandError(f"The receiver at {where} did not take a mail, run it again: {error}") from error

    def count(self, letters: Iterator[Letter], what: str) -> int:
        """Lets them go and says now and then how far it is."""
        number, now_and_then = 0, Now(SHOWN_EVERY)
        for number, _letter in enumerate(letters, 1):
            now_and_then.do(lambda number=number: self.say(f"{number} {what} ..."))  # type: ignore[misc]
        return number

    def wait(self, account: Account) -> None:
        """Until the workers have settled all; gives up when nothing moves any more."""
        waiting, now_and_then = InboundMessage.objects.filter(account=account).waiting(), Now(SHOWN_EVERY)
        left, moved = waiting.count(), time.monotonic()
        while left and time.monotonic() < moved + PATIENCE:
            now_and_then.do(lambda left=left: self.say(f"{left} mails to be logged ..."))  # type: ignore[misc]
            time.sleep(0.3)
            before, left = left, waiting.count()
            moved = time.monotonic() if left < before else moved

    def say(self, text: str) -> None:
        self.stdout.write(f"  {text}")
        self.stdout.flush()


class Now:
    """Now and then: at most once in so many seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.last = seconds, time.monotonic()

    def do(self, what: Callable[[], None]) -> None:
        if time.monotonic() - self.last >= self.seconds:
            self.last = time.monotonic()
            what()


def welcome(account: Account) -> str:
    """Who to sign in as."""
    admin = account.memberships.select_related("user").earliest("pk").user
    return (
        f"{account.name} is there, its last months first.\n"
        f"  Sign in at {settings.BASE_URL} as {admin.email}  (password: {records.password()})"
    )


def summary(account: Account) -> str:
    """How the mails fared."""
    counted = InboundMessage.objects.filter(account=account).values_list("status").annotate(number=Count("pk"))
    outcomes = ", ".join(f"{number} {Status(status).label}" for status, number in sorted(counted))
    return f"The sample account is complete: {outcomes}."
