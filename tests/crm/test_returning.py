"""Signed out while a page is open, and addresses that only take forms: nothing typed is lost, nobody lands nowhere."""

import pytest
from django.test import Client

from tests import factories

HTMX = {"HX-Request": "true"}
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PAGE = "http://testserver/a/acme/contacts/?q=maya"


@pytest.mark.parametrize("method", ["get", "post"])
def test_htmx_without_a_session_gets_nothing_to_swap(account, method):
    answer = getattr(Client(), method)("/a/acme/contacts/", headers=HTMX)

    assert (answer.status_code, answer.content) == (401, b"")
    assert answer["WWW-Authenticate"].startswith("Cookie ")


def test_going_back_without_a_session_leads_to_sign_in(account):
    answer = Client().get("/a/acme/contacts/?q=x", headers=HTMX | {"HX-History-Restore-Request": "true"})

    assert answer["Location"] == "/accounts/login/?next=/a/acme/contacts/%3Fq%3Dx"


def test_a_page_without_a_session_leads_to_sign_in_and_back(account):
    assert Client().get("/a/acme/contacts/?q=x")["Location"] == "/accounts/login/?next=/a/acme/contacts/%3Fq%3Dx"


def test_after_sending_a_form_signed_out_one_comes_back_to_its_page(account):
    answer = Client().post("/a/acme/deals/5/stage/", {"stage": "won"}, headers={"Referer": PAGE})

    assert answer["Location"] == "/accounts/login/?next=/a/acme/contacts/%3Fq%3Dmaya"


@pytest.mark.parametrize(
    "stranger", ["", "https://evil.test/a/acme/", "//evil.test/", "javascript:alert(1)", "http://["]
)
def test_a_page_of_others_is_none_to_come_back_to(account, stranger):
    answer = Client().post("/a/acme/deals/5/stage/", headers={"Referer": stranger})

    assert answer["Location"] == "/accounts/login/?next=/a/acme/deals/5/"


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("settings/invitations/", "settings/users/"),
        ("settings/invitations/7/renewal/", "settings/invitations/"),
        ("settings/import-export/imports/7/check/", "settings/import-export/imports/7/"),
        ("settings/stages/7/", "settings/stages/"),
        ("settings/stages/", "settings/pipelines/"),
        ("settings/addresses/7/code/", "settings/addresses/"),
        ("settings/teams/7/end/", "settings/teams/7/"),
        ("contacts/7/notes/", "contacts/7/"),
        ("deals/7/stage/", "deals/7/"),
        ("entries/7/pin/", "entries/7/"),
        ("mail/selected/", "mail/"),
        ("bulk/", ""),
    ],
)
def test_the_address_of_a_form_leads_a_browser_to_its_page(account, alice, signed_in, address, page):
    answer = signed_in(alice).get(f"/a/acme/{address}", headers=BROWSER)

    assert (answer.status_code, answer["Location"]) == (302, f"/a/acme/{page}")


def test_the_address_of_a_form_leads_to_a_page_in_the_end(account, alice, signed_in):
    deal = factories.deal(account, "Pilot")
    for address in (
        f"deals/{deal.pk}/stage/",
        "settings/invitations/9/end/",
        "settings/stages/9/",
        "merge/",
        "views/9/",
    ):
        answer = signed_in(alice).get(f"/a/acme/{address}", headers=BROWSER, follow=True)
        assert answer.status_code == 200, address


def test_what_cannot_be_done_at_an_address_is_said_in_our_look(account, alice, signed_in):
    answer = signed_in(alice).delete("/a/acme/settings/invitations/", headers=BROWSER)

    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST")
    assert b"This cannot be done at this address" in answer.content
    assert b"/static/app." in answer.content


def test_programs_get_the_bare_405(account, alice, signed_in):
    answer = signed_in(alice).get("/a/acme/deals/5/stage/", headers={"Accept": "*/*"})

    assert (answer.status_code, answer.content) == (405, b"")
