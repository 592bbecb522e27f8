"""Opening accounts and adding users, as the commands and the first start do it."""

from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.validators import validate_email
from django.db import transaction

from crm.models import Account, ApiToken, Membership, Role, User
from emaillog.models import LoggingAddress

TOKEN_NAME = "Command line"  # noqa: S105 (the name of a token is no secret)


@dataclass(frozen=True)
class Provisioned:
    """A user in an account, with what is needed to begin."""

    account: Account
    membership: Membership

    @property
    def user(self) -> User:
        return self.membership.user

    @property
    def addresses(self) -> tuple[str, str]:
        """The BCC address and the forwarding address."""
        bcc, forwarding = LoggingAddress.objects.pair(self.account)
        return bcc.address, forwarding.address

    def issue_token(self) -> str:
        """A token of the API, for whoever prints it: it can be read here and never again."""
        return ApiToken.objects.issue(self.membership, TOKEN_NAME)


@transaction.atomic
def open_account(name: str, admin_email: str, password: str | None) -> Provisioned:
    """A new account with its administrator and its logging addresses; raises ValidationError for a bad value.

    The installation's first administrator also runs the installation.
    """
    account = Account.objects.open(name)
    LoggingAddress.objects.pair(account)
    provisioned = add_user(account, admin_email, password, Role.ADMIN)
    if not User.objects.filter(is_superuser=True).exists():
        provisioned.user.is_staff = provisioned.user.is_superuser = True
        provisioned.user.save(update_fields=["is_staff", "is_superuser"])
    return provisioned


@transaction.atomic
def add_user(account: Account, email: str, password: str | None, role: Role) -> Provisioned:
    """Gives the owner of the address a place in the account: a new user, or one who is in other accounts already.

    A known user keeps their password. Raises ValidationError for a bad address or password.
    """
    email = email.strip().lower()
    validate_email(email)
    user = User.objects.filter(email=email).first() or new_user(email, password)
    membership, _ = Membership.objects.update_or_create(
        account=account, user=user, defaults={"role": role, "is_active": True}
    )
    return Provisioned(account, membership)


def new_user(email: str, password: str | None) -> User:
    if password is not None:
        validate_password(password, User(email=email))
    return User.objects.create_user(email, password)
