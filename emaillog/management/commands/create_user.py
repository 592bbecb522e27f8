"""`create_user`: one more user of an account."""

from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from crm.models import Account, Role
from emaillog.management.answer import written
from emaillog.provisioning import add_user


class Command(BaseCommand):
    help = "Adds a user to an account; a user of another account gets a place in this one too."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--account", required=True, metavar="SLUG", help="as in /a/SLUG/")
        parser.add_argument("--email", required=True)
        parser.add_argument("--role", choices=Role.values, default=Role.MEMBER.value)
        parser.add_argument("--password", help="without one the user resets it")
        parser.add_argument("--json", action="store_true", help="one line of JSON")

    def handle(self, *_: object, account: str, email: str, role: str, password: str | None, **options: bool) -> None:
        found = Account.objects.filter(slug=account).first()
        if found is None:
            known = ", ".join(Account.objects.order_by("slug").values_list("slug", flat=True)[:10]) or "none yet"
            raise CommandError(f"There is no account {account!r}; there are: {known}.")
        try:
            provisioned = add_user(found, email, password, Role(role))
        except ValidationError as error:
            raise CommandError(f"{email}: {' '.join(error.messages)}") from error
        made = {
            "account": found.slug,
            "user": provisioned.user.email,
            "role": provisioned.membership.role,
            "api_token": provisioned.issue_token(),
        }
        self.stdout.write(written(made, as_json=options["json"]))
