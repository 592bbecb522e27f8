"""The account that a new installation begins with, and what its administrator is told."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from crm.models import Account, Membership, Role, User
from emaillog.models import LoggingAddress
from emaillog.provisioning import open_account

ACCOUNT_NAME = "My company"
ADMIN_EMAIL = "admin@blindcopy.localhost"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are mistaken for another


@dataclass(frozen=True)
class Welcome:
    """What whoever starts the installation needs to log a first mail. No password: it was changed."""

    admin: str
    password: str
    bcc_address: str
    forwarding_address: str

    def __str__(self) -> str:
        password = f"  (password: {self.password})" if self.password else ""
        return (
            f"\n  Blindcopy runs at      {settings.BASE_URL}\n"
            f"  Administrator          {self.admin}{password}\n"
            f"  BCC address            {self.bcc_address}\n"
            f"  Forwarding address     {self.forwarding_address}\n"
            f"\n  Log a first mail:\n  {self.first_mail}\n\n  Ctrl-C ends it.\n"
        )

    @property
    def first_mail(self) -> str:
        """A command to paste: a mail to Ada with the BCC address in the envelope only, as a mail program sends it."""
        message = f"From: {self.admin}\\nTo: Ada Lovelace <ada@example.com>\\nSubject: Hello Ada\\n\\nOur first mail."
        server = f"smtplib.SMTP('{settings.SMTP_HOST}', {settings.SMTP_PORT})"
        return f"python3 -c \"import smtplib; {server}.sendmail('{self.admin}', ['{self.bcc_address}'], '{message}')\""


def open_first_account() -> None:
    """Once: the account, and its administrator's password in a file that only we may read."""
    if Account.objects.exists():
        return
    password = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
    file = password_file()
    file.touch(mode=0o600)
    file.write_text(f"{password}\n")
    open_account(ACCOUNT_NAME, ADMIN_EMAIL, password)


def password_file() -> Path:
    return Path(settings.VAR_DIR) / "admin_password"


def welcome() -> Welcome:
    """For the oldest account; its administrator's first password is told until it is changed."""
    account = Account.objects.earliest("pk")
    admin = Membership.objects.filter(account=account, role=Role.ADMIN).select_related("user").earliest("pk").user
    bcc, forwarding = LoggingAddress.objects.pair(account)
    return Welcome(admin.email, first_password_of(admin), bcc.address, forwarding.address)


def first_password_of(admin: User) -> str:
    file = password_file()
    password = file.read_text().strip() if file.exists() else ""
    return password if password and admin.check_password(password) else ""
