"""`create_account`: an account, its administrator and its pair of logging addresses."""

from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from emaillog.management.answer import written
from emaillog.provisioning import open_account


class Command(BaseCommand):
    help = "Opens an account with its administrator and its two logging addresses."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", metavar="NAME")
        parser.add_argument("--admin-email", required=True, metavar="EMAIL")
        parser.add_argument("--admin-password", metavar="PASSWORD", help="without one the administrator resets it")
        parser.add_argument("--json", action="store_true", help="one line of JSON")

    def handle(self, *_: object, name: str, admin_email: str, admin_password: str | None, **options: bool) -> None:
        if not name.strip() or len(name) > 100:
            raise CommandError("The account's name must have 1 to 100 characters.")
        try:
            provisioned = open_account(name.strip(), admin_email, admin_password)
        except ValidationError as error:
            raise CommandError(f"{admin_email}: {' '.join(error.messages)}") from error
        bcc_address, forwarding_address = provisioned.addresses
        made = {
            "account": provisioned.account.slug,
            "admin": provisioned.user.email,
            "bcc_address": bcc_address,
            "forwarding_address": forwarding_address,
            "api_token": provisioned.issue_token(),
        }
        self.stdout.write(written(made, as_json=options["json"]))
