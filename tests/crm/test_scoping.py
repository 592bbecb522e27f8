"""Who gets into an account, and who does not even learn that it exists."""

import re

import pytest
from django.test import Client
from django.urls import reverse


def without_token(answer) -> str:
    return re.sub(r'"X-CSRFToken": "\w+"', "", answer.content.decode())


PAGES = ["settings", "profile", "users", "teams", "mail_addresses", "api_tokens", "account_settings"]


@pytest.mark.parametrize("name", PAGES)
def test_an_anonymous_visitor_is_led_to_sign_in_and_back(account, name):
    address = reverse(name, args=[account.slug])

    answer = Client().get(address)

    assert answer.status_code == 302
    assert answer.url == f"{reverse('account_login')}?next={address}"


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_gets_the_same_404_as_for_no_account_at_all(account, charlie, signed_in, name):
    theirs = signed_in(charlie).get(reverse(name, args=[account.slug]))
    nobodys = signed_in(charlie).get(reverse(name, args=["no-such-account"]))

    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert without_token(theirs) == without_token(nobodys)


def test_a_deactivated_user_is_out_at_the_next_click(account, bob, signed_in, membership_of):
    browser = signed_in(bob)
    assert browser.get(reverse("profile", args=[account.slug])).status_code == 200

    membership_of(bob).__class__.objects.filter(user=bob).update(is_active=False)

    assert browser.get(reverse("profile", args=[account.slug])).status_code == 404


def test_the_front_page_leads_to_the_account_entered_last(account, other_account, alice, signed_in):
    other_account.memberships.create(user=alice)
    browser = signed_in(alice)

    browser.get(reverse("profile", args=[other_account.slug]))

    assert browser.get("/").url == reverse("account", args=[other_account.slug])


def test_the_account_address_and_the_gear_lead_on(account, bob, signed_in):
    assert signed_in(bob).get(reverse("account", args=[account.slug])).status_code == 200
    assert signed_in(bob).get(reverse("settings", args=[account.slug])).url == reverse("profile", args=[account.slug])


def test_the_menu_offers_other_accounts_only_to_those_who_have_some(account, other_account, alice, bob, signed_in):
    other_account.memberships.create(user=alice)

    assert b"Globex" in signed_in(alice).get(reverse("profile", args=[account.slug])).content
    assert b"Globex" not in signed_in(bob).get(reverse("profile", args=[account.slug])).content


def test_a_user_of_no_account_reads_why_there_is_nothing(account, bob, signed_in):
    bob.memberships.all().delete()

    assert signed_in(bob).get("/").status_code == 404
