"""`index_search`: brings the words of mails into the search index; with --all of those that are in it already too."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crm.models import Account
from emaillog.searching import indexing


class Command(BaseCommand):
    help = "Indexes mails for search: those that wait, with --all every mail again. Done twice it changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="index every mail again, in batches")
        parser.add_argument("--account", metavar="SLUG", help="with --all: only those of this account")

    def handle(self, *_: Any, **options: Any) -> None:  # noqa: ANN401
        if options["all"]:
            indexing.index_again(self.account(options["account"]))
        indexed = 0
        while done := indexing.index_waiting():
            indexed += done
            if options["verbosity"] > 1:
                self.stdout.write(f"{indexed} mails so far")
        self.stdout.write(f"{indexed} mails are indexed.")

    def account(self, slug: str | None) -> Account | None:
        if slug is None:
            return None
        found = Account.objects.filter(slug=slug).first()
        if found is None:
            raise CommandError(f"There is no account {slug}.")
        return found
