"""The criteria of R21, each refused and each met by a mail through the real receiver."""

import pytest

from crm.models import Membership
from emaillog.models import InboundMessage, LoggedEmail, NeverLog, Status
from emaillog.rejection import Reason
from tests.factories import mail, registered

ALIAS = "bob.berry@home.test"


@pytest.fixture
def sends(smtp, bcc_address, drain):
    """Sends a mail as a mail program does, and gives what became of it."""

    def sent(**fields) -> InboundMessage:
        message = mail(**fields)
        smtp.sendmail(message["From"], [bcc_address], message.as_bytes())
        drain()
        return InboundMessage.objects.latest("pk")

    return sent


def outcome(inbound: InboundMessage) -> tuple[str, str]:
    return inbound.status, inbound.reason


def test_r21_a_only_an_active_user_with_permission_logs(account, bob, sends):
    place = Membership.objects.filter(account=account, user=bob)
    assert outcome(sends(sender="bob@acme.test", text="1")) == (Status.LOGGED, Reason.LOGGED)
    place.update(may_log=False)
    assert outcome(sends(sender="bob@acme.test", text="2")) == (Status.NOT_LOGGED, Reason.LOGGING_NOT_PERMITTED)
    place.update(may_log=True, is_active=False)
    assert outcome(sends(sender="bob@acme.test", text="3")) == (Status.NOT_LOGGED, Reason.USER_INACTIVE)
    assert LoggedEmail.objects.count() == 1


def test_r21_a_and_an_alias_opens_no_way_around_it(account, bob, sends):
    registered(account, bob, ALIAS)
    Membership.objects.filter(account=account, user=bob).update(may_log=False)
    refused = sends(sender=ALIAS)
    assert outcome(refused) == (Status.NOT_LOGGED, Reason.LOGGING_NOT_PERMITTED)
    assert refused.logger == bob, "who reads the reason in the delivery log"


def test_r21_b_from_is_the_login_or_an_address_verified_by_a_code(account, bob, sends):
    row = registered(account, bob, ALIAS, verified_at=None)
    assert outcome(sends(sender=ALIAS, text="1")) == (Status.NOT_LOGGED, Reason.UNKNOWN_SENDER)
    row.answer(row.new_code())
    logged = sends(sender=f"Bob <{ALIAS.upper()}>", text="2")
    assert outcome(logged) == (Status.LOGGED, Reason.LOGGED)
    assert logged.email.logged_by == bob


def test_r21_c_who_is_on_the_never_log_list_is_left_out_and_the_others_get_it(account, bob, sends):
    NeverLog.objects.create(account=account, pattern="secret.test")
    logged = sends(sender="bob@acme.test", to="maya@customer.test, lawyer@secret.test")
    links = logged.email.entry.links.filter(account=account, contact__isnull=False)
    assert [address for link in links for address in link.contact.addresses] == ["maya@customer.test"]


def test_r21_d_without_a_recipient_that_is_left_nothing_is_logged(account, alice, bob, sends):
    assert outcome(sends(sender="bob@acme.test", to="alice@acme.test")) == (Status.NOT_LOGGED, Reason.NO_RECIPIENTS)
