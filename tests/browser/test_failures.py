"""Signed out, or the server away, while a page is open: what was written stays, and a person reads what to do."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from contacts.models import Deal, TimelineEntry
from tests import factories
from tests.browser.looks import NARROW, faults, is_too_wide

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def maya(account, lumen):
    return factories.contact(account, "maya@customer.test", first_name="Maya", last_name="Chen", company=lumen)


@pytest.fixture
def lumen(account):
    return factories.company(account, "Lumen Ltd")


def sign_out(page) -> None:
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)


def write(page, text: str) -> None:
    page.locator("#compose-note").click()
    page.locator("#composer textarea").fill(text)


def notice(page):
    return page.get_by_role("alert")


def poll(page) -> None:
    page.evaluate("htmx.trigger(document.querySelector('[data-poll]'), 'poll')")


def test_a_note_written_signed_out_is_kept_and_saved_after_signing_in_elsewhere(open_page, alice, maya):
    alice.set_password("a long walk home")
    alice.save()
    page = open_page(alice, fails=True)
    page.goto(maya.get_absolute_url())
    write(page, "Likes tea")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Save note").click()
    expect(notice(page)).to_contain_text("You are signed out.")
    expect(page.locator("#composer textarea")).to_have_value("Likes tea")
    expect(page.get_by_role("button", name="Save note")).to_be_focused()

    with page.context.expect_page() as opening:
        notice(page).get_by_role("link", name="Sign in in a new tab").click()
    tab = opening.value
    tab.locator("[name=login]").fill(alice.email)
    tab.locator("[name=password]").fill("a long walk home")
    tab.locator("[name=password]").press("Enter")
    tab.wait_for_url(re.compile("/a/acme/"))
    page.get_by_role("button", name="Save note").click()
    expect(page.get_by_text("The note is on the timeline.")).to_be_visible()
    expect(notice(page)).to_have_count(0)
    assert TimelineEntry.objects.get().data["text"] == "Likes tea"


def test_polls_signed_out_change_nothing_say_nothing_and_stop(open_page, alice, maya):
    page = open_page(alice, fails=True)
    page.goto(maya.get_absolute_url())
    sign_out(page)
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/newer/" in request.url else None)
    with page.expect_response(re.compile("/newer/")) as answer:
        poll(page)
    assert answer.value.status == 401
    page.wait_for_timeout(100)
    poll(page)
    page.wait_for_timeout(200)
    assert len(asked) == 1
    expect(page.locator("[data-poll]")).to_be_empty()
    expect(notice(page)).to_have_count(0)


def test_a_list_searched_signed_out_stays_and_says_why(open_page, alice, maya):
    page = open_page(alice, fails=True, color_scheme="dark", **NARROW)
    page.goto("/a/acme/contacts/")
    sign_out(page)
    page.locator("#list-search").press_sequentially("zz", delay=400)
    expect(notice(page)).to_contain_text("Sign in in another tab")
    expect(page.locator("#rows")).to_contain_text("Maya Chen")
    assert faults(page) == []
    assert not is_too_wide(page)
    page.get_by_role("alert").get_by_role("button", name="Close").click()
    expect(notice(page)).to_have_count(0)


@pytest.mark.parametrize(("status", "said"), [(500, "Something went wrong"), (503, "is busy"), (413, "more than the")])
def test_a_note_that_the_server_does_not_take_stays_and_says_why(open_page, alice, maya, status, said):
    page = open_page(alice, fails=True)
    page.goto(maya.get_absolute_url())
    page.route("**/notes/", lambda route: route.fulfill(status=status, body="<h1>Oh</h1>"))
    write(page, "Likes tea")
    page.get_by_role("button", name="Save note").click()
    expect(notice(page)).to_contain_text(said)
    expect(notice(page)).to_contain_text("Nothing you wrote is lost")
    expect(page.locator("#composer textarea")).to_have_value("Likes tea")


@pytest.mark.parametrize("is_away", [True, False], ids=["away", "broken"])
def test_a_card_whose_move_failed_is_where_it_was(open_page, alice, account, is_away):
    for name in ("Expansion", "Pilot", "Rollout"):
        factories.deal(account, name)
    page = open_page(alice, fails=True)
    page.goto("/a/acme/deals/board/")
    stage = Deal.objects.get(name="Pilot").stage
    lane = page.locator(f".lane[data-stage={stage}] .deal-name")
    names = lane.all_inner_texts()
    assert len(names) == 3
    page.route("**/stage/", lambda route: route.abort() if is_away else route.fulfill(status=500))
    page.get_by_role("link", name="Pilot", exact=True).focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(notice(page)).to_contain_text("does not answer" if is_away else "went wrong")
    expect(lane).to_have_text(names)
    expect(page.get_by_role("link", name="Pilot", exact=True)).to_be_focused()
    assert Deal.objects.get(name="Pilot").stage == stage


def test_a_new_contact_written_signed_out_stays_in_its_dialog_and_escape_asks(open_page, alice, account):
    page = open_page(alice, fails=True)
    page.goto("/a/acme/contacts/")
    page.locator("[data-dialog]").click()
    dialog = page.get_by_role("dialog", name="New contact")
    dialog.get_by_label("First name").fill("Zoe")
    sign_out(page)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("You are signed out.")
    expect(dialog.get_by_label("First name")).to_have_value("Zoe")
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_text("Discard what you wrote here?")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog.get_by_label("First name")).to_have_value("Zoe")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Discard").click()
    expect(dialog).to_be_hidden()


def test_a_field_of_the_head_saved_in_place_leaves_the_note_that_is_being_written(open_page, alice, maya):
    page = open_page(alice)
    page.goto(maya.get_absolute_url())
    write(page, "Likes tea")
    page.locator("#edit-title").click(force=True)
    page.locator("#fact-title input[type=text]").fill("Head of Tea")
    page.locator("#fact-title").get_by_role("button", name="Save").click()
    expect(page.locator("#record-head")).to_contain_text("Head of Tea")
    expect(page.locator("#composer textarea")).to_have_value("Likes tea")
    expect(page.locator("#related")).to_contain_text("Lumen Ltd")
    expect(page).to_have_title("Maya Chen · Blindcopy")

    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("#related").get_by_role("link", name="Lumen Ltd").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lumen Ltd")
    assert asked == ["beforeunload"]


def test_after_the_way_back_the_search_still_finds(open_page, alice, maya):
    page = open_page(alice)
    page.goto(maya.get_absolute_url())
    page.get_by_role("navigation", name="Kinds of entries").get_by_role("link", name="Notes").click()
    expect(page).to_have_url(re.compile("kind=note"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"/contacts/\d+/$"))
    box = page.locator("#search-bar")
    expect(box).to_have_attribute("role", "combobox")
    box.press_sequentially("maya")
    expect(page.locator("#search-list-bar").get_by_role("option").first).to_be_visible()
