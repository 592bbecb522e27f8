"""My mail addresses and teams before a real browser."""

import re

import pytest
from django.core import mail as outgoing
from playwright.sync_api import expect

from emaillog.models import RegisteredAddress, Status
from tests.browser.looks import PHONE, faults
from tests.factories import contact, mail, registered, team

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESSES = "/a/acme/settings/addresses/"


def code() -> str:
    return re.search(r"\d{6}", outgoing.outbox[-1].subject)[0]


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}], ids=["scripts", "without scripts"])
def test_an_address_is_verified_by_its_code_and_the_mail_that_waited_is_logged(
    account, alice, bob, bcc_address, deliver, drain, open_page, options
):
    (held,) = deliver(mail(sender="sales@acme.test"), to=bcc_address)
    registered(account, alice, "sales@acme.test")

    page = open_page(bob, **options)
    page.goto("/a/acme/settings/profile/")
    page.get_by_role("navigation", name="Settings").get_by_role("link", name="My mail addresses").click()
    page.get_by_label("Address", exact=True).fill("Sales@acme.test")
    page.get_by_role("button", name="Send the code", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Alice Admin logs mail from this address already")
    page.get_by_role("button", name="Send the code all the same").click()
    expect(page.get_by_text("A code is on its way to sales@acme.test")).to_be_visible()

    page.get_by_label("Code that was mailed to sales@acme.test").fill("12345x")
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_text("This is not the code")).to_be_visible()
    page.get_by_label("Code that was mailed to sales@acme.test").fill(code())
    page.get_by_role("button", name="Verify").click()

    expect(page.get_by_text("sales@acme.test is verified")).to_be_visible()
    expect(page.get_by_text("1 mail that waited for this is being processed again")).to_be_visible()
    expect(page.get_by_role("note")).to_contain_text("Shared with Alice Admin")
    drain()
    held.refresh_from_db()
    assert held.status == Status.LOGGED

    page.get_by_label("New team of all who have this address").fill("Sales")
    page.get_by_role("button", name="Save sales@acme.test").click()
    expect(page.get_by_text("Mail from this address is logged for the team Sales.")).to_be_visible()
    expect(page.get_by_role("note")).to_have_count(0)


def test_a_removal_is_asked_about_first(account, bob, open_page):
    registered(account, bob, "alias@home.test")
    page = open_page(bob)
    page.goto(ADDRESSES)
    page.get_by_role("button", name="Remove alias@home.test").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    assert RegisteredAddress.objects.exists()
    page.get_by_role("button", name="Remove alias@home.test").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("alias@home.test is removed")).to_be_visible()
    assert not RegisteredAddress.objects.exists()


@pytest.fixture
def everything(account, alice, bob):
    """Each state that an address can be in."""
    sales = team(account, "Sales", alice, bob)
    contact(account, "maya@customer.test", first_name="Maya")
    for person in (alice, bob):
        registered(account, person, "office@acme.test")
        registered(account, person, "sales@acme.test", team=sales)
    registered(account, alice, f"{'a' * 60}@{'long.' * 12}example.test", verified_at=None).new_code()
    registered(account, alice, "expired@home.test", verified_at=None)
    registered(account, alice, "alice@home.test")
    return sales


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("shape", [{}, PHONE], ids=["desk", "phone"])
def test_the_pages_of_addresses_and_teams_are_accessible_and_fit(open_page, alice, everything, color_scheme, shape):
    page = open_page(alice, color_scheme=color_scheme, reduced_motion="reduce", **shape)

    def check(address: str) -> None:
        assert faults(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is too wide"

    for address in (ADDRESSES, "/a/acme/settings/teams/", f"/a/acme/settings/teams/{everything.pk}/"):
        page.goto(address)
        check(address)
    page.goto(f"{ADDRESSES}?address=maya@customer.test")
    page.get_by_role("button", name="Send the code", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("address of the contact Maya")
    check("the warning")
