"""A company is chosen while its name is typed: in the place of the field, in a whole form, in a dialog; by keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from contacts.models import Contact, Deal
from tests import factories
from tests.browser.looks import NARROW, faults, is_too_wide

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Müller & Söhne Maschinenbau Gesellschaft für Anlagen und Fördertechnik mbH & Co. Kommanditgesellschaft a. A."


@pytest.fixture
def maya(account):
    lumen = factories.company(account, "Lumen Ltd", ("lumen.test",))
    for number in range(12):
        factories.company(account, f"Nordlicht {number:02}", (f"nordlicht{number}.test",))
    factories.company(account, LONG, ("maschinenbau-foerdertechnik-und-anlagen.mueller.test",))
    return factories.contact(account, "maya@lumen.test", first_name="Maya", last_name="Chen", company=lumen)


def field(page: Page):
    return page.get_by_role("combobox", name="Company")


def options(page: Page):
    return page.get_by_role("listbox", name="Companies").get_by_role("option")


def test_in_its_place_it_is_chosen_by_the_keyboard_alone(open_page, alice, maya):
    page = open_page(alice)
    page.goto(maya.get_absolute_url())
    page.locator("#edit-company").focus()
    page.keyboard.press("Enter")
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value("Lumen Ltd")

    field(page).fill("")
    page.keyboard.type("nord")
    expect(options(page)).to_have_count(8)
    expect(page.locator("#announcer")).to_have_text("8 companies")
    expect(options(page).first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(options(page)).to_have_count(0)
    expect(field(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(field(page)).to_have_count(0)
    expect(page.locator("#fact-company")).to_contain_text("Lumen Ltd")

    page.keyboard.press("Enter")
    field(page).fill("nord")
    expect(options(page)).to_have_count(8)
    page.keyboard.press("ArrowDown")
    expect(field(page)).to_have_attribute("aria-activedescendant", options(page).nth(1).get_attribute("id"))
    page.keyboard.press("Enter")
    expect(field(page)).to_have_value("Nordlicht 01")
    expect(field(page)).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(page.locator("#fact-company .fact-value")).to_have_text("Nordlicht 01")
    assert Contact.objects.get().company.name == "Nordlicht 01"


def test_in_a_whole_form_a_click_chooses_and_what_is_cleared_is_none(open_page, alice, maya):
    page = open_page(alice)
    page.goto("/a/acme/deals/new/")
    page.get_by_label("Name", exact=True).fill("Pilot")
    field(page).press_sequentially("fördertech")
    options(page).filter(has_text="Müller").click()
    expect(field(page)).to_have_value(LONG)
    expect(field(page)).to_be_focused()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pilot")
    assert Deal.objects.get().company.name == LONG

    page.goto(f"/a/acme/deals/{Deal.objects.get().pk}/edit/")
    field(page).fill("nord")
    expect(options(page)).to_have_count(8)
    field(page).fill("")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/deals/\d+/$"))
    assert Deal.objects.get().company is None


def test_in_a_dialog_escape_closes_the_list_and_not_the_dialog(open_page, alice, maya):
    page = open_page(alice)
    page.goto("/a/acme/contacts/")
    page.get_by_role("link", name="New contact").click()
    dialog = page.get_by_role("dialog", name="New contact")
    dialog.get_by_label("First name").fill("Jonas")
    field(page).press_sequentially("lum")
    expect(options(page)).to_have_count(1)
    page.keyboard.press("Escape")
    expect(options(page)).to_have_count(0)
    expect(dialog).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(options(page)).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Jonas")
    assert Contact.objects.order_by("pk").last().company.name == "Lumen Ltd"


@pytest.mark.parametrize(("scheme", "shape"), [("light", {}), ("dark", NARROW)])
def test_the_open_list_is_accessible_and_fits(open_page, alice, maya, scheme, shape):
    page = open_page(alice, color_scheme=scheme, reduced_motion="reduce", **shape)
    for path in ("field/?field=company", "edit/"):
        page.goto(maya.get_absolute_url() + path)
        for typed in ("nord", "müller", "zebra"):
            field(page).fill("")
            field(page).press_sequentially(typed)
            expect(page.get_by_role("listbox", name="Companies")).to_contain_text(typed, ignore_case=True)
            assert faults(page) == [], (path, typed)
            assert not is_too_wide(page), (path, typed)


def test_without_scripts_the_name_alone_is_enough(open_page, alice, maya):
    page = open_page(alice, java_script_enabled=False)
    page.goto(f"{maya.get_absolute_url()}field/?field=company")
    page.get_by_label("Company").fill("nordlicht 07")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#fact-company .fact-value")).to_have_text("Nordlicht 07")
