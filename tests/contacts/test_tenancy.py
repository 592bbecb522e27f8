"""Nobody sees, changes or finds anything of an account that is not theirs."""

import pytest
from django.test import Client

from contacts import notes
from contacts.models import Company, Contact, Deal, TimelineEntry
from tests import factories

LISTS = ["contacts", "companies", "deals"]
PAGES = [f"{records}/{rest}" for records in LISTS for rest in ("", "new/", "{pk}/", "{pk}/edit/", "{pk}/delete/")]
POSTS = [
    *(f"{records}/{rest}" for records in LISTS for rest in ("new/", "{pk}/edit/", "{pk}/delete/", "{pk}/notes/")),
    "deals/{pk}/stage/",
    "entries/{note}/delete/",
]


@pytest.fixture
def ours(account, alice, maya, lumen, rollout):
    note = notes.write(account, maya, "A secret", alice)
    return {"contacts": maya.pk, "companies": lumen.pk, "deals": rollout.pk, "note": note.pk}


def filled(path: str, ours: dict[str, int]) -> str:
    return path.format(pk=ours.get(path.partition("/")[0]), note=ours["note"])


def count() -> list[int]:
    return [model.objects.count() for model in (Contact, Company, Deal, TimelineEntry)]


@pytest.mark.parametrize("path", PAGES)
def test_charlie_finds_no_page_of_acme(path, ours, charlie, signed_in):
    assert signed_in(charlie).get(f"/a/acme/{filled(path, ours)}").status_code == 404


@pytest.mark.parametrize("path", POSTS)
def test_charlie_changes_nothing_of_acme(path, ours, charlie, signed_in):
    before = count()
    fields = {"first_name": "X", "name": "X", "stage": "won", "text": "X", "currency": "EUR"}
    assert signed_in(charlie).post(f"/a/acme/{filled(path, ours)}", fields).status_code == 404
    assert count() == before
    assert Deal.objects.get().stage == "new"


@pytest.mark.parametrize("path", [path for path in (*PAGES, *POSTS) if "{" in path])
def test_a_record_of_acme_is_not_in_charlies_own_account(path, ours, charlie, signed_in):
    client, address = signed_in(charlie), f"/a/globex/{filled(path, ours)}"
    assert client.post(address, {"stage": "won", "text": "X"}).status_code in {404, 405}
    assert client.get(address).status_code in {404, 405}
    assert Contact.objects.filter(last_name="Chen").exists()


@pytest.mark.parametrize("path", PAGES)
def test_anonymous_people_are_led_to_sign_in(path, ours):
    response = Client().get(f"/a/acme/{filled(path, ours)}")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("path", LISTS)
def test_a_list_holds_only_the_accounts_own(path, ours, charlie, signed_in):
    page = signed_in(charlie).get(f"/a/globex/{path}/").content.decode()
    for foreign in ("Maya", "Lumen", "Rollout"):
        assert foreign not in page


@pytest.mark.parametrize("path", ["contacts/new/", "deals/new/"])
def test_a_foreign_company_is_refused_in_a_form(path, alice, other_account, send):
    foreign = factories.company(other_account, "Globex Partner")
    response = send(path, first_name="Max", name="X", company=foreign.pk, stage="new", currency="EUR")
    assert response.status_code == 200
    assert b"is-invalid" in response.content
    assert Contact.objects.count() == Deal.objects.count() == 0


def test_a_foreign_contact_is_refused_in_a_deal(alice, other_account, send):
    foreign = factories.contact(other_account, "f@globex.test")
    assert send("deals/new/", name="X", stage="new", currency="EUR", people=foreign.pk).status_code == 200
    assert not Deal.objects.exists()


def test_a_foreign_address_is_unknown_in_a_deal(alice, other_account, send):
    factories.contact(other_account, "f@globex.test")
    response = send("deals/new/", name="X", stage="new", currency="EUR", others="f@globex.test")
    assert b"No contact has the address f@globex.test" in response.content


def test_a_foreign_user_cannot_become_the_owner(alice, charlie, send):
    assert b"is-invalid" in send("contacts/new/", first_name="Max", owner=charlie.pk).content


def test_a_foreign_record_begins_no_form(alice, other_account, look):
    foreign = factories.company(other_account, "Globex Partner")
    assert "Globex Partner" not in look(f"contacts/new/?company={foreign.pk}")
    assert "Globex Partner" not in look(f"deals/new/?company={foreign.pk}")


def test_an_id_beyond_every_number_is_not_found(alice, signed_in):
    assert signed_in(alice).get(f"/a/acme/contacts/{10**30}/").status_code == 404
