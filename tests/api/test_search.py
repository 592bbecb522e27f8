"""`/search` of the API."""

import pytest

from contacts.models import TimelineEntry
from emaillog.searching import indexing
from tests import factories


@pytest.fixture
def indexed(logged):
    indexing.index_waiting()
    return logged


def test_every_kind_is_found_with_its_page(api, indexed):
    items = api.items("search", q="customer")
    assert [item["kind"] for item in items] == ["contact", "company", "deal", "email"]
    contact, _company, _deal, email = items
    assert contact["title"] == "Maya"
    assert contact["snippet"] == "Customer Ltd · maya@customer.test"
    assert email["id"] == str(indexed.pk)
    assert email["title"] == "Our offer"
    assert email["snippet"] == "Dear Maya, here is our offer."
    assert email["url"] == f"http://testserver/a/acme/mail/{indexed.pk}/"
    assert api.get("search", q="customer").json()["next"] is None


def test_one_kind_and_a_limit_can_be_asked_for(api, account, indexed):
    factories.contact(account, "second@customer.test", first_name="Ann")
    assert [item["title"] for item in api.items("search", q="customer", kind="contact", limit=1)] == ["Ann"]
    assert {item["kind"] for item in api.items("search", q="customer", kind="email")} == {"email"}
    assert api.get("search", q="customer", limit=1000).status_code == 422
    assert api.get("search", q="customer", kind="user").status_code == 422


def test_operators_ask_for_mail(api, indexed):
    assert [item["kind"] for item in api.items("search", q="to:maya has:file")] == ["email"]


@pytest.mark.parametrize("query", [{}, {"q": ""}, {"q": "…"}])
def test_without_a_word_nothing_is_found(api, indexed, query):
    assert api.items("search", **query) == []


def test_private_mail_of_alice_is_not_found_by_bob(api, program, alice, bob, indexed):
    TimelineEntry.objects.filter(pk=indexed.entry_id).update(private_to=alice)
    assert len(api.items("search", q="offer")) == 1
    assert program(bob).items("search", q="offer") == []
