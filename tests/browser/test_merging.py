"""Merging in a real browser: from the list, from a page, by keyboard alone, in both themes and on a phone."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from contacts.models import Contact
from tests import factories
from tests.browser.looks import NARROW, PHONE, faults, is_too_wide

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def twins(account, alice):
    lumen = factories.company(account, "Lumen Ltd", ("lumen.test",))
    factories.company(account, "LUMEN GmbH", ("lumen.example",))
    one = factories.contact(
        account, "maya@lumen.test", first_name="Maya", last_name="Chen", company=lumen, phone="+49 30 1234567"
    )
    other = factories.contact(
        account, "maya.chen@lumen.example", "m@home.test", first_name="Maya J.", last_name="Chen", company=lumen,
        title="Head of International Partnerships", phone="030 7654321", owner=alice, lifecycle="customer",
    )  # fmt: skip
    long = "Wolfeschlegelsteinhausenbergerdorff"
    for first in ("Hubert", "HUBERT B."):
        factories.contact(
            account, f"{first[:6]}{len(first)}@{long.lower()}.test", first_name=first, last_name=long, company=lumen
        )
    factories.contact(account, "unbroken@home.test", first_name="Wolfeschlegel" * 7)
    return one, other


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [{}, PHONE, NARROW], ids=["wide", "phone", "narrow"])
def test_the_pages_are_accessible_and_fit(open_page, alice, twins, size, scheme):
    one, other = twins
    page = open_page(alice, color_scheme=scheme, reduced_motion="reduce", **size)
    for name, path in (
        ("duplicates", "contacts/duplicates/"),
        ("companies", "companies/duplicates/"),
        ("choose", f"contacts/{one.pk}/merge/?q=chen"),
        ("compare", f"contacts/{one.pk}/merge/?with={other.pk}"),
        ("choose-unbroken", f"contacts/{Contact.objects.latest('pk').pk}/merge/"),
    ):
        page.goto(f"/a/acme/{path}")
        assert faults(page) == [], path
        assert not is_too_wide(page), path
        if folder := os.environ.get("SHOTS"):
            page.screenshot(path=Path(folder) / f"{name}-{scheme}-{page.viewport_size['width']}.png", full_page=True)


def test_two_are_merged_by_keyboard_alone(open_page, alice, twins):
    one, other = twins
    page = open_page(alice)
    page.goto(f"/a/acme/contacts/{one.pk}/")
    page.get_by_label("More actions").press("Enter")
    page.get_by_role("link", name="Merge with…").press("Enter")
    expect(page.get_by_role("searchbox").last).to_be_focused()
    page.keyboard.type("maya.chen@")
    page.locator(".merge-other a").press("Enter")
    page.locator("[name=take_phone]").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Merge", exact=True).press("Enter")
    page.wait_for_selector("text=is one record now")
    page.wait_for_selector("h1:has-text('Maya J. Chen')")
    merged = Contact.objects.get(pk=one.pk)
    assert (merged.phone, merged.title, merged.addresses[0]) == (
        "+49 30 1234567", "Head of International Partnerships", "maya@lumen.test",
    )  # fmt: skip
    assert not Contact.objects.filter(pk=other.pk).exists()


def test_merge_is_offered_in_a_list_while_exactly_two_are_selected(open_page, alice, twins):
    page = open_page(alice)
    page.goto("/a/acme/contacts/")
    boxes, merge = page.locator("input[name=chosen]"), page.locator(".bulk [data-picks]")
    for count, is_offered in ((1, False), (2, True), (3, False)):
        boxes.nth(count - 1).check()
        assert merge.is_visible() is is_offered
    boxes.nth(2).uncheck()
    merge.click()
    page.wait_for_selector("h1:has-text('Merge two contacts')")
