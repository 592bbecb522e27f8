"""Administrators manage the users of their account, and never lock it for good."""

import pytest
from django.urls import reverse

from crm.models import Role
from tests import factories


def change(browser, membership, **fields):
    form = {"role": membership.role, "may_log": "on", "is_active": "on"} | fields
    sent = {name: value for name, value in form.items() if value is not None}
    return browser.post(reverse("user", args=[membership.account.slug, membership.pk]), sent)


def test_the_page_lists_everybody_with_a_constant_number_of_queries(
    account, alice, signed_in, django_assert_max_num_queries
):
    browser, page = signed_in(alice), reverse("users", args=[account.slug])
    browser.get(page)
    for number in range(20):
        factories.user(account, f"user{number}@acme.test")

    with django_assert_max_num_queries(9):
        answer = browser.get(page)

    assert b"user19@acme.test" in answer.content


def test_users_of_other_accounts_are_not_listed(account, alice, charlie, signed_in):
    assert b"charlie" not in signed_in(alice).get(reverse("users", args=[account.slug])).content


def test_a_member_may_not_see_or_change_users_and_reads_why(account, alice, bob, signed_in, membership_of):
    browser = signed_in(bob)

    answer = browser.get(reverse("users", args=[account.slug]))
    forced = change(browser, membership_of(bob), role=Role.ADMIN)

    assert (answer.status_code, forced.status_code) == (403, 403)
    assert b"Only administrators" in answer.content
    assert membership_of(bob).role == Role.MEMBER


def test_an_administrator_changes_role_and_permission(account, alice, bob, signed_in, membership_of):
    change(signed_in(alice), membership_of(bob), role=Role.ADMIN, may_log=None)

    changed = membership_of(bob)
    assert (changed.role, changed.may_log, changed.is_active) == (Role.ADMIN, False, True)


@pytest.mark.parametrize("fields", [{"role": Role.MEMBER}, {"is_active": None}])
def test_the_last_active_administrator_stays(account, alice, bob, signed_in, membership_of, fields):
    answer = change(signed_in(alice), membership_of(alice), **fields)

    kept = membership_of(alice)
    assert "last active administrator" in str(answer.context["form"].errors)
    assert (kept.role, kept.is_active) == (Role.ADMIN, True)


def test_an_administrator_who_cannot_sign_in_does_not_count(account, alice, bob, signed_in, membership_of):
    account.memberships.filter(user=bob).update(role=Role.ADMIN)
    bob.is_active = False
    bob.save()

    change(signed_in(alice), membership_of(alice), role=Role.MEMBER)

    assert membership_of(alice).role == Role.ADMIN


def test_with_a_second_administrator_the_first_may_step_down(account, alice, bob, signed_in, membership_of):
    account.memberships.filter(user=bob).update(role=Role.ADMIN)

    change(signed_in(alice), membership_of(alice), role=Role.MEMBER)

    assert membership_of(alice).role == Role.MEMBER


def test_a_membership_of_another_account_is_not_here(account, alice, charlie, signed_in, membership_of):
    address = reverse("user", args=[account.slug, membership_of(charlie).pk])

    assert signed_in(alice).get(address).status_code == 404
    assert signed_in(alice).post(address, {"role": Role.MEMBER}).status_code == 404
    assert membership_of(charlie).is_active
