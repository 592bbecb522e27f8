"""What was not logged is processed again, and what is logged stays as it is (R35)."""

import pytest
from django.core.management import CommandError, call_command

from crm.models import Membership
from emaillog.models import InboundMessage, LoggedEmail, Status
from tests.factories import mail


@pytest.fixture
def refused(account, alice, bcc_address, deliver):
    Membership.objects.update(may_log=False)
    (inbound,) = deliver(mail(), to=bcc_address)
    Membership.objects.update(may_log=True)
    return inbound


def test_mail_that_a_rule_refused_is_logged_after_the_rule_changed(refused, drain):
    call_command("reprocess_mail", "--reason", "logging_not_permitted")
    drain()
    refused.refresh_from_db()
    assert refused.status == Status.LOGGED


def test_other_reasons_and_older_mail_are_left_alone(refused, drain):
    call_command("reprocess_mail", "--reason", "unknown_sender")
    call_command("reprocess_mail", "--since", "2999-01-01")
    assert InboundMessage.objects.get().status == Status.NOT_LOGGED


def test_processing_everything_again_twice_changes_nothing(account, alice, bcc_address, deliver, drain):
    deliver(mail(), to=bcc_address)
    for _ in range(2):
        call_command("reprocess_mail")
        drain()
    assert LoggedEmail.objects.count() == 1
    assert InboundMessage.objects.get().status == Status.LOGGED


def test_date_that_is_none_is_one_clear_sentence(db):
    with pytest.raises(CommandError, match="such as 2026-11-23"):
        call_command("reprocess_mail", "--since", "yesterday")
