"""What people find: Alice logs mails, the index follows, somebody searches."""

import pytest

from contacts.searching import asked
from emaillog.models import LoggedEmail
from emaillog.searching import indexing, mails
from tests.factories import mail


@pytest.fixture
def log(account, alice, bcc_address, deliver):
    """Logs a mail by BCC and brings it into the index."""

    def logged(message=None, **fields) -> LoggedEmail:
        (inbound,) = deliver(message or mail(**fields), to=bcc_address)
        assert inbound.email, (inbound.status, inbound.reason, inbound.problem)
        indexing.index_waiting()
        return inbound.email

    return logged


@pytest.fixture
def find(account, alice):
    """The subjects of the mails that somebody finds, in their order."""

    def found(typed: str, reader=None, **bounds) -> list[str]:
        asking = mails.Asking(account, reader or alice, asked.parse(typed), **bounds)
        return [hit.email.subject for hit in mails.find(asking, 0, 50)]

    return found
