"""A field beside the timeline is edited in its place, alone."""

from decimal import Decimal

import pytest

from contacts.models import Company, Contact, Deal
from tests import factories

HTMX = {"HX-Request": "true", "HX-Target": "fact-phone"}


def seen_in(page: str) -> str:
    return page.partition('name="seen" value="')[2].partition('"')[0]


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        ("phone", {"phone": "+49 30 1"}),
        ("title", {"title": "Buyer"}),
        ("lifecycle", {"lifecycle": "customer"}),
        ("name", {"first_name": "Mia", "last_name": "Chen-Li"}),
    ],
)
def test_a_field_of_a_contact_is_changed_and_nothing_else(field, sent, alice, maya, lumen, look, send):
    page = f"contacts/{maya.pk}/field/?field={field}"
    assert send(page, **sent, seen=seen_in(look(page)))["Location"] == maya.get_absolute_url()
    changed = Contact.objects.get()
    assert {name: getattr(changed, name) for name in sent} == sent
    assert changed.addresses == ["maya@lumen.test"]
    assert changed.company == lumen
    others = {"first_name", "last_name", "title", "phone", "lifecycle"} - set(sent)
    assert all(getattr(changed, name) == getattr(maya, name) for name in others)


def test_fields_of_companies_and_deals(lumen, rollout, maya, look, send):
    page = f"companies/{lumen.pk}/field/?field=domains"
    send(page, domains="lumen.test\nlumen.example", seen=seen_in(look(page)))
    assert set(Company.objects.get().domain_names) == {"lumen.test", "lumen.example"}
    before = Deal.objects.get()
    page = f"deals/{rollout.pk}/field/?field=amount"
    send(page, amount="99.5", currency="usd", seen=seen_in(look(page)))
    page = f"deals/{rollout.pk}/field/?field=closes_on"
    send(page, closes_on="2027-01-31", seen=seen_in(look(page)))
    deal = Deal.objects.get()
    assert (deal.amount, deal.currency, str(deal.closes_on)) == (Decimal("99.50"), "USD", "2027-01-31")
    assert (deal.opened_at, deal.stage, deal.company, list(deal.contacts.all())) == (
        before.opened_at,
        "new",
        lumen,
        [maya],
    )


def test_what_is_wrong_is_said_at_the_field(maya, account, look, send):
    factories.contact(account, "tom@lumen.test", first_name="Tom")
    page = f"contacts/{maya.pk}/field/?field=addresses"
    told = send(page, addresses="tom@lumen.test", seen=seen_in(look(page))).content.decode()
    assert "tom@lumen.test is already an address of" in told
    assert Contact.objects.get(pk=maya.pk).addresses == ["maya@lumen.test"]


def test_with_htmx_the_form_the_value_and_the_way_back_are_parts(alice, maya, signed_in):
    client, page = signed_in(alice), f"/a/acme/contacts/{maya.pk}/field/?field=phone"
    form = client.get(page, headers=HTMX).content.decode()
    assert "<html" not in form
    assert "<form" in form
    value = client.post(page, {"phone": "+49 30 1", "seen": seen_in(form)}, headers=HTMX).content.decode()
    assert "+49 30 1" in value
    assert "<form" not in value
    assert "<form" not in client.get(f"{page}&cancel=1", headers=HTMX).content.decode()


def test_two_who_change_the_same_field_do_not_overwrite_each_other(bob, maya, look, send, signed_in):
    page = f"contacts/{maya.pk}/field/?field=phone"
    seen = seen_in(look(page))
    signed_in(bob).post(f"/a/acme/{page}", {"phone": "+49 Bob", "seen": seen})
    told = send(page, phone="+49 Alice", seen=seen).content.decode()
    assert "Somebody else changed this meanwhile." in told
    assert "+49 Alice" in told
    assert "+49 Bob" in told
    assert Contact.objects.get().phone == "+49 Bob"
    send(page, phone="+49 Alice", seen=seen_in(told))
    assert Contact.objects.get().phone == "+49 Alice"


def test_two_who_change_different_fields_do_not_disturb_each_other(bob, maya, look, send, signed_in):
    page = f"contacts/{maya.pk}/field/?field=phone"
    seen = seen_in(look(page))
    signed_in(bob).post(f"/a/acme/contacts/{maya.pk}/edit/", {"first_name": "Maya", "title": "Buyer"})
    assert send(page, phone="+49 30 1", seen=seen).status_code == 302
    changed = Contact.objects.get()
    assert (changed.phone, changed.title) == ("+49 30 1", "Buyer")


@pytest.mark.parametrize("field", ["", "account", "origin", "people"])
def test_what_cannot_be_edited_in_place_is_not_found(field, maya, alice, signed_in):
    assert signed_in(alice).get(f"/a/acme/contacts/{maya.pk}/field/?field={field}").status_code == 404


def test_the_facts_say_where_a_contact_came_from(account, alice, bob, look):
    person = factories.contact(account, "t@x.test", first_name="Tom", origin="email logging", origin_user=bob)
    assert "by email logging, by Bob Berry" in " ".join(look(f"contacts/{person.pk}/").split())
