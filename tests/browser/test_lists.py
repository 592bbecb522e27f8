"""The lists in a real browser: quick, by keyboard, without scripts, and in every theme."""

import pytest
from playwright.sync_api import expect

from contacts.models import Contact, SavedView
from tests import factories
from tests.browser.looks import NARROW, PHONE, faults, is_too_wide

pytestmark = pytest.mark.django_db(transaction=True)
CHOSEN = "contacts/?columns=email,company,phone,owner,added"
LONG = "Annual licence and premium support package of the year after next"


@pytest.fixture
def people(account, alice, bob):
    firm = factories.company(account, "Müller & Söhne Maschinenbau Gesellschaft mbH & Co. KG", ("mueller.test",))
    for number in range(55):
        factories.contact(
            account,
            f"person.{number}@mueller.test",
            first_name=f"Person{number:02}",
            last_name="van-den-Heuvel",
            company=firm,
            owner=alice if number % 2 else bob,
            lifecycle="customer" if number % 3 else "",
        )
    factories.deal(account, LONG, company=firm, amount="94000.5", owner=alice)
    for currency in ("USD", "GBP", "SEK"):
        factories.deal(account, "Abroad", stage="negotiation", amount="94000.5", currency=currency)
    SavedView.objects.create(account=account, user=alice, page="contacts", name="Customers", query="lifecycle=customer")


@pytest.mark.parametrize(("scheme", "shape"), [("light", {}), ("dark", {}), ("light", PHONE), ("dark", NARROW)])
def test_lists_are_accessible_and_fit_with_all_that_opens(open_page, alice, people, scheme, shape):
    page = open_page(alice, color_scheme=scheme, reduced_motion="reduce", **shape)
    for path in ("contacts/?lifecycle=customer&view=1", "companies/", "deals/", "contacts/?owner=none", CHOSEN):
        page.goto(f"/a/acme/{path}")
        assert not is_too_wide(page), path
        for summary in page.query_selector_all("#views summary, #narrow summary"):
            if not summary.is_visible():
                continue
            summary.click()
            assert not is_too_wide(page), path
            assert faults(page) == [], path
            page.keyboard.press("Escape")
    page.goto("/a/acme/contacts/")
    page.locator("input[name=chosen]").first.check()
    page.locator("#bulk summary").first.click()
    assert faults(page) == []
    assert not is_too_wide(page)


def test_a_filter_works_at_once_and_stays_in_the_address(open_page, alice, people):
    page = open_page(alice)
    page.goto("/a/acme/contacts/?sort=name")
    page.locator("#narrow summary").first.click()

    page.locator("#filter-lifecycle").select_option("customer")

    expect(page.locator(".chip-set")).to_contain_text("Customer")
    expect(page).to_have_url("/a/acme/contacts/?lifecycle=customer&sort=name")
    page.get_by_label("Search name, address or company").fill("Person01")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page).to_have_url("/a/acme/contacts/?q=Person01&lifecycle=customer&sort=name")


def test_columns_are_chosen_without_a_new_page(open_page, alice, people):
    page = open_page(alice)
    page.goto("/a/acme/contacts/")
    page.get_by_text("Columns", exact=True).click()
    page.locator("#narrow").get_by_label("Phone").check()
    expect(page.locator("thead")).to_contain_text("Phone")
    page.reload()
    expect(page.locator("thead")).to_contain_text("Phone")


def test_what_somebody_chose_is_shown_on_a_phone_too_in_a_box_that_scrolls(open_page, alice, people):
    page = open_page(alice, **PHONE)
    page.goto(f"/a/acme/{CHOSEN}")
    for head in ("Email", "Company", "Phone", "Owner", "Added"):
        expect(page.get_by_role("columnheader", name=head)).to_be_visible()
    assert page.get_by_role("columnheader", name="Name").bounding_box()["width"] > 200
    assert not is_too_wide(page)


def test_rows_are_selected_and_given_an_owner_by_keyboard_and_that_is_taken_back(open_page, alice, bob, people):
    page = open_page(alice)
    page.goto("/a/acme/contacts/")
    before = Contact.objects.filter(owner=alice).count()
    page.get_by_label("Select all on this page").focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-picked]")).to_have_text("50")
    page.locator("#bulk summary").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Me", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".undo-toast")).to_contain_text("are changed")
    assert Contact.objects.filter(owner=alice).count() > before
    page.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("as they were")
    assert Contact.objects.filter(owner=alice).count() == before


@pytest.mark.parametrize("shape", [{}, PHONE, NARROW])
def test_what_can_be_taken_back_stands_above_what_is_done_to_the_next_rows(open_page, alice, people, shape):
    page = open_page(alice, reduced_motion="reduce", **shape)
    page.goto("/a/acme/contacts/")
    page.locator("input[name=chosen]").first.check()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator(".undo-toast")).to_be_visible()
    page.locator("input[name=chosen]").nth(1).check()
    offer, bar = page.locator(".undo-toast").bounding_box(), page.locator("#bulk").bounding_box()
    assert offer["y"] >= 0
    assert offer["y"] + offer["height"] <= bar["y"], "neither covers the other"
    page.locator("#bulk summary").first.click()
    page.get_by_role("button", name="Nobody", exact=True).click()
    expect(page.locator(".undo-toast")).to_contain_text("changed")


def test_shift_selects_all_between(open_page, alice, people):
    page = open_page(alice)
    page.goto("/a/acme/contacts/")
    boxes = page.locator("input[name=chosen]")
    boxes.nth(2).click()
    boxes.nth(6).click(modifiers=["Shift"])
    expect(page.locator("[data-picked]")).to_have_text("5")
    page.get_by_role("button", name="Select nothing").click()
    expect(page.locator("#bulk")).to_be_hidden()


def test_without_scripts_everything_works(open_page, alice, people):
    page = open_page(alice, java_script_enabled=False)
    page.goto("/a/acme/contacts/")
    expect(page.locator("[data-pick-all]")).to_be_hidden()
    page.locator("#narrow summary").first.click()
    page.locator("#filter-owner").select_option("me")
    page.locator("#narrow .pop-wide").get_by_role("button", name="Apply").click()
    expect(page).to_have_url("/a/acme/contacts/?owner=me")
    page.locator("input[name=chosen]").first.check()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator(".undo-toast")).to_contain_text("1 contact is deleted.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#messages")).to_contain_text("1 record is as it was.")
    page.goto("/a/acme/contacts/?owner=none")
    page.get_by_text("Save view").click()
    page.get_by_label("Name", exact=True).fill("Nobody's")
    page.get_by_role("button", name="Save as a new view").click()
    expect(page.locator("#views [aria-current]")).to_contain_text("Nobody's")


def test_a_new_contact_is_written_beside_the_list(open_page, alice, people):
    page = open_page(alice)
    page.goto("/a/acme/contacts/")
    page.get_by_role("link", name="New contact").click()
    dialog = page.get_by_role("dialog", name="New contact")
    expect(dialog.get_by_label("First name")).to_be_focused()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_contain_text("Give at least a name")
    assert faults(page) == []
    dialog.get_by_label("First name").fill("Wilma")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wilma")


def test_stages_are_arranged_by_dragging(open_page, account, alice):
    page = open_page(alice)
    page.goto("/a/acme/settings/pipelines/")
    page.get_by_role("button", name="Change these stages").click()
    page.locator("[data-grip]").nth(3).drag_to(page.locator("[data-stage]").nth(0), target_position={"x": 40, "y": 4})
    expect(page.locator(".stage-rename input[name=name]").first).to_have_value("Negotiation")
    page.reload()
    expect(page.locator(".stage-rename input[name=name]").first).to_have_value("Negotiation")
