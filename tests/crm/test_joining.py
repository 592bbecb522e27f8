"""Taking up an invitation: it works once, for its days, and never stands in for somebody's password."""

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.models import Invitation, Role, User
from tests import factories

PASSWORD = "a quiet lake in May 3"


@pytest.fixture
def invited(account, alice):
    """Invites an address into Acme and returns the address of the page to join."""

    def link_for(email: str, role: str = Role.MEMBER) -> str:
        return reverse("join", args=[Invitation(account=account, email=email, role=role, invited_by=alice).renew()])

    return link_for


def join(browser: Client, link: str, **form: str):
    return browser.post(link, {"name": "Maya Chen", "password": PASSWORD} | form)


def test_a_new_person_sets_name_and_password_and_is_in(account, invited):
    browser = Client()

    answer = join(browser, invited("maya@acme.test", Role.ADMIN))

    maya = User.objects.get(email="maya@acme.test")
    assert answer.url == reverse("account", args=[account.slug])
    assert answer.wsgi_request.user == maya
    assert maya.memberships.get().role == Role.ADMIN
    assert browser.get(reverse("profile", args=[account.slug])).status_code == 200


@pytest.mark.parametrize("password", ["short", "password1234", "maya@acme.test", ""])
def test_a_weak_password_is_refused(invited, password):
    answer = join(Client(), invited("maya@acme.test"), password=password)

    assert answer.context["form"].errors.keys() == {"password"}
    assert not User.objects.filter(email="maya@acme.test").exists()


def test_a_link_works_once(invited):
    link = invited("maya@acme.test")
    join(Client(), link)

    assert Client().get(link).status_code == 404
    assert join(Client(), link, password="another lake in June 4").status_code == 404
    assert User.objects.get(email="maya@acme.test").check_password(PASSWORD)


def test_an_old_link_is_void(invited):
    link = invited("maya@acme.test")
    Invitation.objects.update(created_at=timezone.now() - timedelta(days=15))

    assert Client().get(link).status_code == 404
    assert join(Client(), link).status_code == 404


def test_a_made_up_link_is_void(db):
    assert Client().get(reverse("join", args=["x" * 43])).status_code == 404


def test_the_holder_of_a_link_sets_nothing_on_a_user_who_exists(account, invited, charlie):
    link, browser = invited("charlie@globex.test"), Client()

    page, answer = browser.get(link), join(browser, link)

    charlie.refresh_from_db()
    assert b"Sign in" in page.content
    assert b'type="password"' not in page.content
    assert answer.wsgi_request.user.is_anonymous
    assert (charlie.name, charlie.check_password(PASSWORD)) == ("Charlie Chen", False)
    assert not account.memberships.filter(user=charlie).exists()


def test_a_user_who_exists_signs_in_and_joins(account, invited, charlie, signed_in):
    browser, link = signed_in(charlie), invited("charlie@globex.test")
    assert not account.memberships.filter(user=charlie).exists()

    browser.get(link)
    assert not account.memberships.filter(user=charlie).exists()
    browser.post(link)

    assert account.memberships.get(user=charlie).role == Role.MEMBER


def test_somebody_else_who_is_signed_in_cannot_take_it_up(account, invited, charlie, bob, signed_in):
    for email in ("charlie@globex.test", "maya@acme.test"):
        link = invited(email)
        answer = join(signed_in(bob), link)

        assert b"somebody else" in answer.content
        assert answer.wsgi_request.user == bob
    assert not account.memberships.exclude(user__email__in=["alice@acme.test", "bob@acme.test"]).exists()


def test_an_old_invitation_does_not_give_back_what_an_administrator_took(account, invited, signed_in):
    link = invited("dora@acme.test", Role.ADMIN)
    dora = factories.user(account, "dora@acme.test", is_active=False)

    signed_in(dora).post(link)

    kept = account.memberships.get(user=dora)
    assert (kept.role, kept.is_active) == (Role.MEMBER, False)


def test_the_new_password_signs_in(invited, rf):
    join(Client(), invited("maya@acme.test"))

    answer = Client().post(reverse("account_login"), {"login": "maya@acme.test", "password": PASSWORD})

    assert answer.status_code == 302
    assert authenticate(rf.get("/"), email="maya@acme.test", password="wrong") is None
