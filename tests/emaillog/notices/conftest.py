"""A mail that loses a file, and what its logger is told."""

import pytest

from emaillog.models import LoggingRules, Notice
from tests.factories import mail

KB = 1024


@pytest.fixture
def small_limit(account):
    return LoggingRules.objects.create(account=account, attachment_limit=KB)


@pytest.fixture
def losing(small_limit, deliver, bcc_address, alice):
    """Delivers a mail whose file is too large; gives its notice."""

    def lost(message=None, mail_from="alice@acme.test", **fields) -> Notice:
        fields = {"attachments": (("film.mp4", b"x" * 2 * KB),)} | fields
        (inbound,) = deliver(message if message is not None else mail(**fields), bcc_address, mail_from)
        return Notice.objects.select_related("account", "user", "inbound", "email").get(inbound=inbound)

    return lost
