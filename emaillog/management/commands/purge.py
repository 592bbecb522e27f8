"""`purge`: what the scheduler does once a day, for installations that would rather have it done by cron."""

from django.core.management.base import BaseCommand

from contacts.bulk import forgetting
from contacts.importing import jobs
from emaillog import orphans, retention
from emaillog.exporting import accounts


class Command(BaseCommand):
    help = "Deletes mail as received, imports and exports whose time is over, and stored bytes that nothing needs."

    def handle(self, *_: object, **__: object) -> None:
        for what, count in retention.purge().items():
            self.stdout.write(f"{count} {what} whose time was over.")
        self.stdout.write(f"{jobs.forget()} imports and {accounts.forget()} exports whose time was over.")
        self.stdout.write(f"{forgetting.forget()} changes of many records that nobody can take back any more.")
        for kind, count in orphans.collect().items():
            self.stdout.write(f"{count} blobs of {kind}/ that nothing named.")
