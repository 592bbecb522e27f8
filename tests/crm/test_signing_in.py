"""The way in: email and password, a second factor, and no way to sign up alone."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth as totp_auth
from django.core import mail
from django.test import Client
from django.urls import reverse

from crm.models import User
from tests.factories import PASSWORD


def sign_in(email: str, password: str = PASSWORD):
    return Client().post(reverse("account_login"), {"login": email, "password": password})


@pytest.mark.parametrize("email", ["bob@acme.test", "BOB@Acme.TEST", "  Bob@acme.test "])
def test_the_case_of_the_address_does_not_matter(bob, email):
    assert sign_in(email).status_code == 302


def test_a_wrong_password_is_refused_in_words(bob):
    answer = sign_in("bob@acme.test", "wrong horse")

    assert answer.status_code == 200
    assert b'role="alert"' in answer.content


def test_a_deactivated_person_cannot_sign_in(bob):
    User.objects.update(is_active=False)

    answer = sign_in("bob@acme.test")

    assert answer.wsgi_request.user.is_anonymous


def test_many_wrong_passwords_close_the_door_for_a_while(bob):
    for _ in range(10):
        sign_in("bob@acme.test", "wrong horse")

    assert sign_in("bob@acme.test").wsgi_request.user.is_anonymous


def test_nobody_signs_up_alone(db):
    form = {"email": "eve@evil.test", "password1": PASSWORD}

    page, sent = Client().get(reverse("account_signup")), Client().post(reverse("account_signup"), form)

    assert b"By invitation only" in page.content
    assert b"By invitation only" in sent.content
    assert not User.objects.exists()


def test_nobody_changes_the_address_they_sign_in_with(alice, signed_in):
    browser = signed_in(alice)

    assert browser.get("/accounts/email/").status_code == 404
    assert browser.post("/accounts/email/", {"action_add": "", "email": "eve@evil.test"}).status_code == 404
    assert not EmailAddress.objects.filter(email="eve@evil.test").exists()


def test_a_forgotten_password_is_reset_by_a_link_in_a_mail(bob):
    Client().post(reverse("account_reset_password"), {"email": "BOB@acme.test"})

    assert [message.to for message in mail.outbox] == [["bob@acme.test"]]
    link = next(word for word in mail.outbox[0].body.split() if "/accounts/password/reset/key/" in word)
    browser = Client()
    form = browser.get("/" + link.split("/", 3)[3], follow=True)
    fresh = "a new horse for Bob 7"
    browser.post(form.request["PATH_INFO"], {"password1": fresh, "password2": fresh})
    assert sign_in("bob@acme.test", fresh).status_code == 302


def test_asking_for_an_unknown_address_tells_nothing_to_the_one_who_asks(bob):
    known = Client().post(reverse("account_reset_password"), {"email": "bob@acme.test"})
    unknown = Client().post(reverse("account_reset_password"), {"email": "nobody@acme.test"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


@pytest.mark.parametrize("name", ["mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_change_password"])
def test_the_pages_about_factors_load_in_the_settings(bob, signed_in, name):
    browser = signed_in(bob)
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    answer = browser.get(reverse(name))

    assert answer.status_code == 200
    assert b'class="settings-menu"' in answer.content


def test_adding_a_factor_asks_for_the_password_again(bob, signed_in):
    answer = signed_in(bob).get(reverse("mfa_activate_totp"), follow=True)

    assert answer.request["PATH_INFO"] == reverse("account_reauthenticate")
    assert b'type="password"' in answer.content


@pytest.mark.parametrize(("late", "signs_in"), [(0, True), (30, True), (90, False)])
def test_with_an_authenticator_app_it_takes_its_code_besides_the_password_which_may_change_while_typed(
    bob, late, signs_in
):
    secret = totp_auth.generate_totp_secret()
    totp_auth.TOTP.activate(bob, secret)
    browser, now = Client(), datetime(2026, 11, 23, 10, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        first = browser.post(reverse("account_login"), {"login": "bob@acme.test", "password": PASSWORD})
        assert first.url.startswith(reverse("mfa_authenticate"))
        assert browser.get("/").url.startswith(reverse("account_login"))
        code = totp_auth.format_hotp_value(totp_auth.hotp_value(secret, int(now.timestamp()) // 30))
    with time_machine.travel(now + timedelta(seconds=late), tick=False):
        browser.post(first.url, {"code": code})
        assert browser.get("/").url.startswith("/a/acme/") is signs_in


def test_the_sign_in_page_offers_passkeys_without_inline_scripts(db):
    page = Client().get(reverse("account_login")).content.decode()

    scripts = [tag for tag in page.split("<script")[1:] if 'type="application/json"' not in tag.split(">")[0]]
    assert 'id="passkey_login"' in page
    assert scripts
    assert all(" src=" in tag.split(">")[0] for tag in scripts)


def test_the_administration_asks_for_the_same_sign_in(db):
    answer = Client().get("/admin/login/?next=/admin/")

    assert answer.url.startswith(reverse("account_login"))
