"""Whatever a mail holds: it ends in one outcome with a reason, and every page and the API still show what there is."""

import pytest

from contacts.models import Contact, ContactEmail
from emaillog.models import LoggedEmail, Status
from emaillog.rejection import Reason
from tests.hostile import mails, showing


@pytest.mark.parametrize(("raw", "expected"), mails.MAILS.values(), ids=mails.MAILS)
@pytest.mark.timeout(60)
def test_hostile_mail_has_one_outcome_and_is_shown_safely(
    account, alice, bob, bcc_address, deliver, signed_in, raw, expected
):
    (inbound,) = deliver(raw, to=bcc_address)
    assert (inbound.reason, inbound.problem, inbound.strikes) == (expected, "", 0)
    assert inbound.status == (Status.LOGGED if expected == Reason.LOGGED else Status.NOT_LOGGED)
    assert inbound.get_reason_display().endswith(".")
    assert bool(inbound.email) == LoggedEmail.objects.exists() == (expected == Reason.LOGGED)
    client = signed_in(alice)
    showing.pages(client, inbound)
    showing.check_files(client, inbound)
    showing.check_api(client, alice, inbound)


@pytest.mark.parametrize("name", ["that turns the line round", "that breaks the line", "of surrogates"])
def test_name_of_a_new_contact_cannot_turn_or_break_a_line(account, alice, bcc_address, deliver, name):
    deliver(mails.PEOPLE[f"a name {name}"][0], to=bcc_address)
    assert not showing.REFUSED.search(Contact.objects.get().name)


def test_people_are_the_same_however_their_address_is_spelled(account, alice, bcc_address, deliver):
    for case in ("a trailing dot and capitals", "no readable recipient", "addresses in every script"):
        raw, _expected = mails.PEOPLE[case]
        deliver(raw, to=bcc_address)
    assert sorted(ContactEmail.objects.values_list("address", flat=True)) == sorted(
        ["maya@customer.test", "用户@xn--r8jz45g.jp", "maya@xn--80ak6aa92e.com", "j@xn--mnchen-3ya.test"]
    )
