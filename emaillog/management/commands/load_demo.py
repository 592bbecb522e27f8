"""`load_demo`: a lively sample account whose mails are sent to our own SMTP receiver; what `make demo` adds."""

import smtplib
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count

from crm.models import Account
from emaillog.demo import loading, records
from emaillog.models import InboundMessage, Status

SHOWN_EVERY = 10  # mails
PATIENCE = 120  # seconds for the workers to settle what was sent


class Command(BaseCommand):
    help = "Loads a sample account and sends its mails through the SMTP receiver; a second time it adds nothing."

    def handle(self, *_: object, **__: object) -> None:
        self.say("Sample account: people, companies and deals ...")
        account = loading.account()
        sent = self.send(account)
        if sent:
            self.say(f"{sent} mails sent, now they are logged ...")
            wait_until_settled(account)
        self.say(summary(account))

    def send(self, account: Account) -> int:
        number = 0
        try:
            with smtplib.SMTP(settings.SMTP_HOST, settings.SMTP_PORT, timeout=60) as client:

                def transport(sender: str, recipient: str, mail: bytes) -> None:
                    client.sendmail(sender, [recipient], mail)

                for number, letter in enumerate(loading.send(account, transport), 1):
                    if number % SHOWN_EVERY == 0:
                        self.say(f"{number} mails sent, up to {letter.message['Date'][5:16]}")
        except (OSError, smtplib.SMTPException) as error:
            where = f"{settings.SMTP_HOST} port {settings.SMTP_PORT}"
            raise CommandError(f"The receiver at {where} did not take a mail, run it again: {error}") from error
        return number

    def say(self, text: str) -> None:
        self.stdout.write(f"  {text}")
        self.stdout.flush()


def wait_until_settled(account: Account) -> None:
    end = time.monotonic() + PATIENCE
    while InboundMessage.objects.filter(account=account).waiting().exists() and time.monotonic() < end:
        time.sleep(0.2)


def summary(account: Account) -> str:
    """How the mails fared, and who to sign in as."""
    counted = InboundMessage.objects.filter(account=account).values_list("status").annotate(number=Count("pk"))
    outcomes = ", ".join(f"{number} {Status(status).label}" for status, number in sorted(counted))
    admin = account.memberships.select_related("user").earliest("pk").user
    return (
        f"{account.name} is there: {outcomes}.\n"
        f"  Sign in at {settings.BASE_URL} as {admin.email}  (password: {records.password()})"
    )
