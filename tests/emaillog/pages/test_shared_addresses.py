"""Settings > My mail addresses: what several users have, and what becomes a team's (R19, R20); what waited is freed."""

import pytest
from lxml import html

from crm.models import Team, TeamMember
from emaillog.models import InboundMessage, LoggingAddress, RegisteredAddress, Status
from emaillog.rejection import Reason
from tests.emaillog.pages.address_page import ALIAS, AT_RANDOM, said, words
from tests.factories import mail, registered, team, user


def test_r19_before_a_shared_address_is_registered_it_is_said_and_r20_offered(visiting, account, alice, bob):
    registered(account, alice, ALIAS)
    there = visiting(bob)
    warned = words(there.add())
    assert (
        f"Alice Admin logs mail from this address already. Once it is yours too, mail from it is {AT_RANDOM}" in warned
    )
    assert "make it a team address" in warned
    assert RegisteredAddress.objects.count() == 1
    assert "on its way" in said(there.add(confirmed=ALIAS))


def test_r19_confirming_one_address_does_not_confirm_another(visiting, account, alice, bob):
    registered(account, alice, ALIAS)
    visiting(bob).add(confirmed="other@home.test")
    assert RegisteredAddress.objects.count() == 1


def test_r19_the_login_of_another_user_counts_as_shared(visiting, alice, bob):
    assert "Alice Admin logs mail from this address already" in words(visiting(bob).add("alice@acme.test"))


def test_r19_an_address_that_waits_for_its_code_or_is_of_another_account_is_not_shared(
    visiting, account, other_account, alice, bob, charlie
):
    registered(account, alice, ALIAS, verified_at=None)
    registered(other_account, charlie, ALIAS)
    assert "on its way" in said(visiting(bob).add())


def test_r19_afterwards_both_users_read_it_at_the_address_and_are_offered_r20(visiting, account, alice, bob):
    visiting(alice).verify()
    after = visiting(bob).verify()
    assert f"Shared with Alice Admin: mail from this address is {AT_RANDOM}" in words(after)
    for person, other in ((alice, "Bob Berry"), (bob, "Alice Admin")):
        text = visiting(person).text()
        assert f"Shared with {other}: mail from this address is {AT_RANDOM}" in text
        assert "Make it a team address" in text
    assert RegisteredAddress.objects.exclude(verified_at=None).count() == 2


def test_r20_an_owner_makes_it_the_address_of_a_new_team_of_all_owners(
    visiting, account, alice, bob, bcc_address, deliver
):
    for person in (alice, bob):
        registered(account, person, ALIAS)
    given = visiting(bob).give(ALIAS, new_team="Sales")

    made = Team.objects.get(account=account)
    assert set(made.members.all()) == {alice, bob}
    assert "logged for the team Sales" in said(given)
    assert AT_RANDOM not in words(given)
    (inbound,) = deliver(mail(sender=ALIAS), to=bcc_address)
    assert (inbound.email.team, inbound.email.logged_by) == (made, None)


def test_r20_a_login_address_becomes_a_teams_although_somebody_has_not_entered_their_code_for_it(
    visiting, account, alice, bob, bcc_address, deliver
):
    registered(account, bob, "alice@acme.test", verified_at=None)
    visiting(alice).give("alice@acme.test", new_team="Sales")
    (inbound,) = deliver(mail(), to=bcc_address)
    assert inbound.email.team == Team.objects.get()


def test_r20_an_owner_chooses_a_team_only_if_all_owners_are_in_it(visiting, account, alice, bob):
    for person in (alice, bob):
        registered(account, person, ALIAS)
    both, bobs = team(account, "Both", alice, bob), team(account, "Bobs", bob)
    there = visiting(bob)
    assert "Bobs" not in there.html()
    assert there.give(ALIAS, team=bobs.pk).status_code == 403
    assert there.give(ALIAS, team=both.pk).status_code == 200
    assert set(RegisteredAddress.objects.values_list("team", flat=True)) == {both.pk}


def test_r20_an_owner_cannot_take_the_address_from_a_team_that_they_are_not_in(visiting, account, alice, bob):
    theirs = team(account, "Theirs", alice)
    registered(account, bob, ALIAS, team=theirs)
    there = visiting(bob)
    assert there.give(ALIAS).status_code == 403
    assert there.give(ALIAS, new_team="Mine").status_code == 403
    assert RegisteredAddress.objects.get().team == theirs
    assert not Team.objects.filter(name="Mine").exists()


def test_r20_an_administrator_gives_any_address_to_any_team_and_back(visiting, account, alice, bob):
    dora = user(account, "dora@acme.test", "Dora")
    for person in (bob, dora):
        registered(account, person, ALIAS)
    support = team(account, "Support", alice)
    there = visiting(alice)
    assert "Shared addresses of this account" in there.text()
    there.give(ALIAS, team=support.pk)
    assert set(RegisteredAddress.objects.values_list("team", flat=True)) == {support.pk}
    there.give(ALIAS)
    assert set(RegisteredAddress.objects.values_list("team", flat=True)) == {None}


def test_r20_a_sign_in_address_can_be_a_teams_too(visiting, account, alice, bob, bcc_address, deliver):
    sales = team(account, "Sales", alice)
    visiting(alice).give("bob@acme.test", team=sales.pk)
    (inbound,) = deliver(mail(sender="bob@acme.test"), to=bcc_address)
    assert inbound.email.team == sales
    assert visiting(bob).html().count("bob@acme.test") > 0
    assert "Remove bob@acme.test" not in visiting(bob).html()


def test_r20_who_verifies_a_team_address_joins_its_mark(visiting, account, alice, bob):
    sales = team(account, "Sales", alice)
    first = registered(account, alice, ALIAS, team=sales)
    there = visiting(bob)
    assert "This is an address of the team Sales" in words(there.add())
    assert "It is a team address" in said(there.verify())
    first.delete()
    assert RegisteredAddress.objects.get().team == sales


@pytest.mark.parametrize("fields", [{"new_team": "Sales"}, {}, {"new_team": "x" * 101}, {"team": "x"}])
def test_r20_a_name_that_is_taken_or_nothing_chosen_is_said(visiting, account, alice, bob, fields):
    registered(account, bob, ALIAS)
    team(account, "Sales", alice)
    answer = visiting(bob).give(ALIAS, place="mine", **fields)
    assert answer.status_code == 200
    assert html.fromstring(answer.content).find_class("field-error")
    assert RegisteredAddress.objects.get().team is None
    assert Team.objects.count() == 1


def test_r20_a_member_cannot_touch_the_address_of_others_and_a_foreign_team_is_not_found(
    visiting, account, other_account, alice, bob, charlie
):
    registered(account, alice, ALIAS)
    foreign = team(other_account, "Foreign", charlie)
    assert visiting(bob).give(ALIAS, new_team="Mine").status_code == 404
    assert visiting(alice).give(ALIAS, team=foreign.pk).status_code == 404
    assert visiting(alice).give("nobody@home.test", new_team="New").status_code == 404
    assert not TeamMember.objects.filter(account=account).exists()


def test_mails_that_waited_for_the_address_are_processed_again_when_it_is_verified(
    visiting, account, bob, bcc_address, deliver, drain
):
    (held,) = deliver(mail(sender=ALIAS), to=bcc_address)
    (of_another,) = deliver(mail(sender="eve@evil.test"), to=bcc_address)
    assert (held.reason, held.sender, held.in_review) == (Reason.UNKNOWN_SENDER, ALIAS, True)

    assert "1 mail that waited for this is being processed again" in said(visiting(bob).verify())
    drain()

    held.refresh_from_db()
    of_another.refresh_from_db()
    assert (held.status, held.email.logged_by) == (Status.LOGGED, bob)
    assert (of_another.status, of_another.attempts) == (Status.NOT_LOGGED, 1)


def test_mails_of_another_account_do_not_wait_for_it(visiting, other_account, bob, charlie, deliver):
    deliver(mail(sender=ALIAS), to=LoggingAddress.objects.pair(other_account)[0].address)
    assert "processed again" not in said(visiting(bob).verify())
    assert InboundMessage.objects.get().status == Status.NOT_LOGGED
