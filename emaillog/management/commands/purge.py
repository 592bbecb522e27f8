"""`purge`: what the scheduler does once a day, for installations that would rather have it done by cron."""

from django.core.management.base import BaseCommand

from emaillog import orphans, retention


class Command(BaseCommand):
    help = "Deletes mail as received whose time is over, and stored bytes that nothing needs any more."

    def handle(self, *_: object, **__: object) -> None:
        for what, count in retention.purge().items():
            self.stdout.write(f"{count} {what} whose time was over.")
        for kind, count in orphans.collect().items():
            self.stdout.write(f"{count} blobs of {kind}/ that nothing named.")
