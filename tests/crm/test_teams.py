"""Teams, as administrators make them (R20)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.models import TimelineEntry
from crm.models import Team
from emaillog.models import LoggedEmail, RegisteredAddress
from tests.factories import mail, registered, team, user


def sent(browser, account, pk=None, **fields):
    address = reverse("team", args=[account.slug, pk]) if pk else reverse("teams", args=[account.slug])
    return browser.post(address, fields, follow=True)


def end(browser, account, pk):
    return browser.post(reverse("team_end", args=[account.slug, pk]), follow=True)


def test_an_administrator_makes_a_team_of_its_people(account, alice, bob, signed_in):
    answer = sent(signed_in(alice), account, name=" Sales ", people=[alice.pk, bob.pk])
    made = Team.objects.get(account=account)
    assert (made.name, set(made.members.all())) == ("Sales", {alice, bob})
    assert b"Alice Admin, Bob Berry" in answer.content


def test_an_administrator_renames_a_team_and_changes_who_is_in_it(account, alice, bob, signed_in):
    made = team(account, "Sales", alice)
    browser = signed_in(alice)
    shown = browser.get(reverse("team", args=[account.slug, made.pk])).content.decode()
    assert shown.count("checked") == 1
    sent(browser, account, made.pk, name="Support", people=[bob.pk])
    made.refresh_from_db()
    assert (made.name, list(made.members.all())) == ("Support", [bob])


def test_a_team_may_be_empty_and_keeps_its_own_name(account, alice, signed_in):
    made = team(account, "Sales", alice)
    sent(signed_in(alice), account, made.pk, name="Sales")
    assert not made.members.exists()


def test_a_name_is_given_once_in_an_account(account, other_account, alice, charlie, signed_in):
    team(account, "Sales")
    taken = sent(signed_in(alice), account, name="Sales")
    assert b"There is a team of this name already" in taken.content
    sent(signed_in(charlie), other_account, name="Sales")
    assert Team.objects.count() == 2


def test_people_of_other_accounts_and_inactive_ones_are_not_taken(account, alice, charlie, signed_in):
    gone = user(account, "gone@acme.test", is_active=False)
    for person in (charlie, gone):
        answer = sent(signed_in(alice), account, name="Sales", people=[person.pk])
        assert answer.context["form"].errors
    assert not Team.objects.exists()


def test_who_was_deactivated_since_stays_in_the_team_unless_taken_out(account, alice, bob, signed_in):
    made = team(account, "Sales", bob)
    bob.memberships.update(is_active=False)
    sent(signed_in(alice), account, made.pk, name="Sales", people=[bob.pk])
    assert list(made.members.all()) == [bob]


def test_deleting_a_team_frees_its_addresses_and_keeps_its_mail(account, alice, bob, signed_in, bcc_address, deliver):
    made = team(account, "Sales", alice, bob)
    registered(account, bob, "sales@acme.test", team=made)
    deliver(mail(sender="sales@acme.test"), to=bcc_address)

    assert b"is deleted" in end(signed_in(alice), account, made.pk).content

    assert not Team.objects.exists()
    assert RegisteredAddress.objects.get().team is None
    email = LoggedEmail.objects.get()
    page = signed_in(alice).get(reverse("email", args=[account.slug, email.pk]))
    assert b"a former user" in page.content


def test_a_team_that_entries_are_private_to_is_not_deleted_with_them(account, alice, signed_in, bcc_address, deliver):
    made = team(account, "Sales", alice)
    deliver(mail(), to=bcc_address)
    TimelineEntry.objects.update(private_to_team=made)
    assert b"Change who may see them first" in end(signed_in(alice), account, made.pk).content
    assert Team.objects.exists()
    assert TimelineEntry.objects.exists()


def test_an_account_can_be_deleted_with_its_teams_and_what_is_private_to_them(account, alice, bcc_address, deliver):
    made = team(account, "Sales", alice)
    deliver(mail(), to=bcc_address)
    TimelineEntry.objects.update(private_to_team=made)
    account.delete()
    assert not Team.objects.exists()


def test_members_may_not_manage_teams(account, alice, bob, signed_in):
    made, browser = team(account, "Sales", bob), signed_in(bob)
    for answer in (
        browser.get(reverse("teams", args=[account.slug])),
        sent(browser, account, name="Mine"),
        sent(browser, account, made.pk, name="Mine"),
        end(browser, account, made.pk),
    ):
        assert answer.status_code == 403
    assert list(Team.objects.values_list("name", flat=True)) == ["Sales"]


@pytest.mark.parametrize("slug", ["acme", "globex"])
def test_teams_of_another_account_are_not_found(account, other_account, alice, charlie, signed_in, slug):
    made, browser = team(account, "Sales", alice), signed_in(charlie)
    for action in ("team", "team_end"):
        assert browser.post(reverse(action, args=[slug, made.pk]), {"name": "X"}).status_code == 404
    assert Team.objects.get().name == "Sales"


def test_the_list_takes_a_constant_number_of_queries(account, alice, bob, signed_in):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            browser.get(reverse("teams", args=[account.slug]))
        return len(captured)

    browser = signed_in(alice)
    team(account, "First", alice, bob)
    queries()
    before = queries()
    for number in range(10):
        team(account, f"Team {number}", alice, bob, user(account, f"u{number}@acme.test"))
    assert queries() == before
