from django.utils.dateparse import parse_datetime

from contacts.models import Contact
from tests import factories

FIELDS = {"id", "first_name", "last_name", "emails", "company", "origin", "created_at"}


def test_a_contact_has_the_promised_fields(api, account):
    company = factories.company(account, "Customer Ltd")
    maya = factories.contact(account, "maya@customer.test", "m@home.test", first_name="Maya", company=company)
    [item] = api.items("contacts")
    assert item.keys() >= FIELDS
    assert item["emails"] == ["maya@customer.test", "m@home.test"]
    assert item["company"] == {"id": company.pk, "name": "Customer Ltd"}
    assert item["origin"] == "manual"
    assert parse_datetime(item["created_at"]).tzinfo
    assert api.get(f"contacts/{maya.pk}").json() == item


def test_a_contact_without_a_company_says_null(api, account):
    factories.contact(account, "maya@customer.test")
    assert api.items("contacts")[0]["company"] is None


def test_any_address_in_any_spelling_finds_the_contact(api, account):
    maya = factories.contact(account, "maya@customer.test", "m+x@xn--bcher-kva.test")
    factories.contact(account, "other@customer.test")
    for written in ("maya@customer.test", " MAYA@Customer.TEST ", "M+x@bücher.test"):
        assert [item["id"] for item in api.items("contacts", email=written)] == [maya.pk], written


def test_an_unknown_or_impossible_address_finds_nobody(api, account):
    factories.contact(account, "maya@customer.test")
    for written in ("nobody@customer.test", "", "no address", "a\0b@x.test", "%"):
        assert api.items("contacts", email=written) == []


def test_a_contact_is_created_with_its_addresses_the_first_being_primary(api, account, alice):
    company = factories.company(account, "Customer Ltd")
    body = {
        "first_name": "Maya",
        "last_name": "Chen",
        "emails": ["Maya@Customer.test", "m@home.test"],
        "company": company.pk,
        "title": "CTO",
        "phone": "+49 30 1",
    }
    answer = api.post("contacts", body)
    assert answer.status_code == 201
    made = answer.json()
    assert made["emails"] == ["maya@customer.test", "m@home.test"]
    assert (made["first_name"], made["title"], made["origin"]) == ("Maya", "CTO", "api")
    assert made["company"]["name"] == "Customer Ltd"
    assert api.get(f"contacts/{made['id']}").json() == made
    assert Contact.objects.get(pk=made["id"]).origin_user == alice


def test_a_company_is_taken_as_it_was_read(api, account):
    company = factories.company(account, "Customer Ltd")
    made = api.post("contacts", {"emails": ["a@b.test"], "company": {"id": company.pk, "name": "Customer Ltd"}})
    assert made.json()["company"]["id"] == company.pk


def test_the_name_of_a_company_counts_on_pages_only(api, account):
    company = factories.company(account, "Customer Ltd")
    body = {"emails": ["a@b.test"], "company": company.pk, "company_name": "Nobody Ltd"}
    assert api.post("contacts", body).json()["company"]["id"] == company.pk
    assert api.post("contacts", {"emails": ["c@d.test"], "company_name": "Customer Ltd"}).json()["company"] is None


def test_an_address_alone_or_a_name_alone_is_enough(api):
    assert api.post("contacts", {"emails": ["a@b.test"], "company": None}).status_code == 201
    assert api.post("contacts", {"first_name": "Maya", "last_name": None}).status_code == 201


def test_an_address_that_another_contact_has_is_a_conflict(api, account):
    factories.contact(account, "maya@customer.test", first_name="Maya & Co")
    answer = api.post("contacts", {"emails": ["maya@customer.test"]})
    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"] == "maya@customer.test is already an address of Maya & Co."
    assert Contact.objects.count() == 1


def test_the_same_address_in_another_account_is_no_conflict(api, other_account):
    factories.contact(other_account, "maya@customer.test")
    assert api.post("contacts", {"emails": ["maya@customer.test"]}).status_code == 201
