"""The menu of the settings: members see what is theirs, and where one is."""

import pytest
from django.urls import reverse
from lxml import html

from crm.menu import GROUPS


def menu(client, address):
    (found,) = html.fromstring(client.get(address).content).xpath("//nav[@aria-label='Settings']")
    return found


def names(found):
    return [link.text_content().strip() for link in found.iter("a")]


def test_a_member_sees_what_is_theirs_and_an_administrator_everything(account, alice, bob, signed_in):
    address = reverse("profile", args=[account.slug])
    everything = [str(entry.label) for group in GROUPS for entry in group.entries]
    of_members = [str(entry.label) for group in GROUPS for entry in group.entries if not entry.admins_only]

    assert names(menu(signed_in(alice), address)) == everything
    assert names(menu(signed_in(bob), address)) == of_members
    assert "Users" not in of_members


@pytest.mark.parametrize("entry", [entry for group in GROUPS for entry in group.entries], ids=lambda entry: entry.page)
def test_each_entry_leads_to_its_page_and_says_that_one_is_there(account, alice, signed_in, entry):
    found = menu(signed_in(alice), reverse(entry.page, args=[account.slug] if entry.of_account else []))

    (current,) = found.xpath(".//a[@aria-current='page']")
    assert current.text_content().strip() == str(entry.label)


def test_a_page_below_an_entry_belongs_to_it(account, alice, signed_in, membership_of):
    found = menu(signed_in(alice), reverse("user", args=[account.slug, membership_of(alice).pk]))

    assert [link.text_content().strip() for link in found.xpath(".//a[@aria-current='page']")] == ["Users"]


def test_a_person_of_no_account_has_their_own_pages(account, bob, signed_in):
    bob.memberships.all().delete()

    assert names(menu(signed_in(bob), reverse("account_change_password"))) == ["Password", "Two-factor"]
