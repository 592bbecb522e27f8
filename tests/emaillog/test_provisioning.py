"""`create_account` and `create_user`: what a script that sets up an installation relies on."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from crm.models import Account, ApiToken, Membership, Role, User
from emaillog.models import LoggingAddress
from emaillog.provisioning import add_user

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery 9"


@pytest.fixture
def command():
    def run(*words):
        out = io.StringIO()
        call_command(*words, "--json", stdout=out)
        return json.loads(out.getvalue().splitlines()[-1])

    return run


def test_an_account_comes_with_everything_needed_to_log_a_mail(command):
    made = command("create_account", "Acme Ltd", "--admin-email", "Rep@Acme.test", "--admin-password", PASSWORD)

    assert list(made) == ["account", "admin", "bcc_address", "forwarding_address", "api_token"]
    assert (made["account"], made["admin"]) == ("acme-ltd", "rep@acme.test")
    addresses = [made["bcc_address"], made["forwarding_address"]]
    assert [address.route for address in LoggingAddress.objects.among(addresses).order_by("route")] == [
        "bcc",
        "forward",
    ]
    assert ApiToken.objects.matching(made["api_token"]).get().membership.is_admin
    assert User.objects.get().check_password(PASSWORD)


def test_a_token_that_nobody_could_read_is_not_made(account):
    add_user(account, "new@acme.test", PASSWORD, Role.MEMBER)
    assert not ApiToken.objects.exists()


def test_only_the_first_administrator_runs_the_installation(command):
    command("create_account", "First", "--admin-email", "one@acme.test", "--admin-password", PASSWORD)
    command("create_account", "Second", "--admin-email", "two@acme.test", "--admin-password", PASSWORD)

    assert list(User.objects.order_by("id").values_list("is_staff", "is_superuser")) == [(True, True), (False, False)]


def test_an_administrator_of_two_accounts_is_one_user_who_keeps_the_password(command):
    command("create_account", "First", "--admin-email", "one@acme.test", "--admin-password", PASSWORD)
    command("create_account", "First", "--admin-email", "one@acme.test", "--admin-password", "another horse 8")

    user = User.objects.get()
    assert user.check_password(PASSWORD)
    assert sorted(user.memberships.values_list("account__slug", flat=True)) == ["first", "first-2"]


@pytest.mark.parametrize(
    ("email", "password", "words"),
    [
        ("not an address", PASSWORD, "not an address: Enter a valid email address."),
        ("rep@acme.test", "short", "too short"),
        ("rep@acme.test", "1234567890", "too common"),
    ],
)
def test_a_bad_value_is_said_in_one_sentence_and_leaves_nothing(command, email, password, words):
    with pytest.raises(CommandError, match=words):
        command("create_account", "Acme", "--admin-email", email, "--admin-password", password)

    assert not Account.objects.exists()


def test_a_user_without_a_password_cannot_sign_in_before_resetting_it(command, account):
    command("create_user", "--account", "acme", "--email", "new@acme.test")

    assert not User.objects.get().has_usable_password()


def test_a_user_joins_an_account(command, account):
    made = command("create_user", "--account", "acme", "--email", "new@acme.test", "--password", PASSWORD)

    assert {key: made[key] for key in ("account", "user", "role")} == {
        "account": "acme",
        "user": "new@acme.test",
        "role": "member",
    }
    assert not ApiToken.objects.matching(made["api_token"]).get().membership.is_admin


def test_a_user_of_another_account_gets_a_place_here_too(command, account, charlie):
    command("create_user", "--account", "acme", "--email", charlie.email, "--role", "admin")

    assert Membership.objects.get(account=account, user=charlie).is_admin
    assert charlie.memberships.count() == 2


def test_an_unknown_account_is_said_with_those_there_are(command, account):
    with pytest.raises(CommandError, match="no account 'nowhere'; there are: acme"):
        command("create_user", "--account", "nowhere", "--email", "new@acme.test")
