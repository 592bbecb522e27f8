"""A mail of Alice's to Maya and Tom that is logged, and read again."""

import pytest
from django.core.management import call_command

from emaillog.models import LoggedEmail, LoggingRules
from tests.factories import company, contact, deal, mail


@pytest.fixture
def again(drain):
    def processed(*options: str) -> None:
        call_command("reprocess_mail", "--logged", *options)
        drain()

    return processed


@pytest.fixture
def rules(account) -> LoggingRules:
    return LoggingRules.objects.create(account=account)


@pytest.fixture
def maya(account):
    person = contact(account, "maya@customer.test", company=company(account, "Customer Ltd", ("customer.test",)))
    for number in range(7):
        deal(account, f"Deal {number}", (person,))
    return person


@pytest.fixture
def logged(account, alice, maya, bcc_address, deliver) -> LoggedEmail:
    """To Maya, with her company and five deals, and to Tom, who is new."""
    (inbound,) = deliver(
        mail(to="maya@customer.test, Tom Ford <tom@far.test>", attachments=(("a.pdf", b"%PDF-1.7"),)), to=bcc_address
    )
    return inbound.email
