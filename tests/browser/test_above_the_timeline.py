"""What stands above a timeline in a browser: the composer that opens, the stages of a deal, what can be taken back."""

import pytest
from playwright.sync_api import expect

from contacts import notes, pins
from tests import factories
from tests.browser.looks import NARROW, faults

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def maya(account, alice):
    person = factories.contact(account, "maya@customer.test", first_name="Maya")
    pins.put(person, notes.write(account, person, "Likes tea", alice), is_pinned=True)
    return person


@pytest.fixture
def page(open_page, alice, maya):
    opened = open_page(alice)
    opened.goto(maya.get_absolute_url())
    return opened


def test_the_composer_is_one_line_that_opens_once_and_is_a_line_again_when_the_note_is_saved(page):
    text, line = page.get_by_label("Note", exact=True), page.get_by_role("link", name="Write a note…")
    expect(text).to_be_hidden()
    assert page.locator("#composer").bounding_box()["height"] < 60
    line.click()
    expect(text).to_be_focused()
    page.locator("h1").click()
    expect(text).to_be_visible()
    text.fill("Rings back on Monday")
    page.get_by_role("button", name="Save note").click()
    expect(page.locator("#timeline-body").get_by_text("Rings back on Monday")).to_be_visible()
    expect(text).to_be_hidden()
    expect(line).to_be_focused()


def test_without_scripts_the_composer_stands_open(open_page, alice, maya):
    opened = open_page(alice, java_script_enabled=False)
    opened.goto(maya.get_absolute_url())
    opened.get_by_label("Note", exact=True).fill("Written without scripts")
    opened.get_by_role("button", name="Save note").click()
    expect(opened.get_by_text("Written without scripts")).to_be_visible()


def test_on_a_phone_the_stage_of_a_deal_is_in_view(open_page, account, alice):
    deal = factories.deal(account, "Rollout", stage="negotiation")
    opened = open_page(alice, **NARROW)
    opened.goto(deal.get_absolute_url())
    stages = opened.locator(".stage")
    assert len({box["y"] for box in (stage.bounding_box() for stage in stages.all())}) == 1
    expect(opened.locator(".stage[aria-current]")).to_be_in_viewport(ratio=1)


def test_a_note_that_was_deleted_comes_back_with_one_click(page):
    note = page.locator("article", has_text="Note by Alice Admin")
    note.locator("summary").click()
    note.get_by_role("button", name="Delete").click()
    offer = page.get_by_role("status").filter(has_text="The note is deleted.")
    expect(offer).to_be_visible()
    expect(note).to_have_count(0)
    assert faults(page) == []
    offer.get_by_role("button", name="Undo").click()
    expect(page.locator(".pinned article", has_text="Likes tea")).to_be_visible()
