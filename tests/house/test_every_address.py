"""Charlie's sign-in opens nothing of Acme: every address below `/a/<account>/` is asked for, by GET and by POST."""

from django.test import Client

from tests.addresses import EVERY, OF, WITH_ID, address


def test_every_address_with_an_id_is_in_the_matrix():
    assert set(WITH_ID) == set(OF)


def test_charlie_gets_404_for_every_address_of_acme(acme, charlie, signed_in):
    client = signed_in(charlie)
    asked = [(name, address(name, acme.slug, acme)) for name in EVERY]
    found = {
        (name, method)
        for name, path in asked
        for method in ("get", "post")
        if getattr(client, method)(path).status_code != 404
    }
    assert not found


def test_an_id_of_acme_is_404_in_charlies_own_account(acme, charlie, signed_in):
    client = signed_in(charlie)
    found = {
        (name, method, answer.status_code)
        for name in WITH_ID
        for method in ("get", "post")
        if (answer := getattr(client, method)(address(name, "globex", acme))).status_code not in {404, 405}
    }
    assert not found


def test_anonymous_people_are_led_to_sign_in_from_every_address(acme):
    client = Client()
    strangers = {name: client.get(address(name, acme.slug, acme)) for name in EVERY}
    assert {answer.status_code for answer in strangers.values()} == {302}
    assert all(answer["Location"].startswith("/accounts/login/") for answer in strangers.values())
