"""The cast and the stage: Alice and Bob belong to the account, Charlie to another."""

from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings

from contacts.searching.typos import has_trigrams
from crm import bell
from crm.models import Account, Membership, Role, User
from emaillog import intake, notifying, processing, storing, unpacking
from emaillog.models import BouncedAttachment, InboundMessage, LoggingAddress, Notice, Receipt
from tests import factories
from tests.addresses import acme  # noqa: F401 (a fixture)
from tests.mime import other_corpora
from tests.outgoing import outgoing  # noqa: F401 (a fixture for all)

Deliver = Callable[..., list[InboundMessage]]


@pytest.fixture(autouse=True, scope="session")
def uncollected_static_files():
    """Pages name their static files without the manifest that an installation collects."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES=settings.STORAGES | {"staticfiles": plain}):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Asks once what a process asks once, so that statements can be counted in any order of the tests; and lets the
    database go at the end, though others hold on to it: threads of servers that tests started, and this
    thread itself, which has a second connection while Playwright's loop runs in it."""
    with django_db_blocker.unblock():
        has_trigrams()
    yield
    with django_db_blocker.unblock():
        connection.close()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


@pytest.fixture(autouse=True)
def quiet_bell(request, monkeypatch):
    """Tests drain the queue themselves, unless they bring a real worker (mark `worker`)."""
    if not request.node.get_closest_marker("worker"):
        monkeypatch.setattr(bell, "ring", lambda task, ids: None)
        monkeypatch.setattr(intake, "ring", lambda task, ids: None)


@pytest.fixture
def account(db) -> Account:
    return factories.account("Acme")


@pytest.fixture
def other_account(db) -> Account:
    return factories.account("Globex")


@pytest.fixture
def alice(account) -> User:
    return factories.user(account, "alice@acme.test", "Alice Admin", Role.ADMIN)


@pytest.fixture
def bob(account) -> User:
    return factories.user(account, "bob@acme.test", "Bob Berry")


@pytest.fixture
def charlie(other_account) -> User:
    return factories.user(other_account, "charlie@globex.test", "Charlie Chen", Role.ADMIN)


@pytest.fixture
def bcc_address(account) -> str:
    return LoggingAddress.objects.pair(account)[0].address


@pytest.fixture
def forwarding_address(account) -> str:
    return LoggingAddress.objects.pair(account)[1].address


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    def client_of(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return client_of


@pytest.fixture
def drain(db) -> Callable[[], None]:
    """Does what the workers would: unpacks every receipt, settles every message and stores every file that is due."""

    def everything() -> None:
        for pk in Receipt.objects.filter(status=Receipt.Status.RECEIVED).values_list("pk", flat=True):
            unpacking.unpack(pk)
        for pk in InboundMessage.objects.due().values_list("pk", flat=True):
            processing.process(pk)
        for pk in BouncedAttachment.objects.due().values_list("pk", flat=True):
            storing.store(pk)
        for pk in Notice.objects.due().values_list("pk", flat=True):
            notifying.send(pk)

    return everything


@pytest.fixture
def deliver(drain) -> Deliver:
    """Takes a mail in through the intake, as every door does, and settles it."""

    def kept(message: EmailMessage | bytes, to: str | list[str], mail_from: str = "alice@acme.test") -> list:
        raw = message if isinstance(message, bytes) else message.as_bytes()
        recipients = [to] if isinstance(to, str) else to
        rows = intake.keep_message(raw, door="smtp", sender=mail_from, recipients=recipients)
        drain()
        return [InboundMessage.objects.get(pk=row.pk) for row in rows]

    return kept


@pytest.fixture
def membership_of(db) -> Callable[[User], Membership]:
    return lambda user: user.memberships.get()


def pytest_terminal_summary(terminalreporter):
    terminalreporter.write_line(other_corpora.summary())
