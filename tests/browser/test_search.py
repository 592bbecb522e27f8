"""Search in a real browser: the box as a combobox, the page, both by keyboard and on a phone."""

import re

import pytest
from playwright.sync_api import Route, expect

from emaillog.searching import indexing
from tests import factories
from tests.browser.looks import NARROW, PHONE, faults

pytestmark = pytest.mark.django_db(transaction=True)

START = "/a/acme/settings/profile/"
PAGE = "/a/acme/search/"


@pytest.fixture
def lumen(account, alice, bcc_address, deliver):
    """Lumen with Maya, a deal and a mail in the index."""
    company = factories.company(account, "Lumen Optics", ("lumen.test",))
    maya = factories.contact(account, "maya@lumen.test", first_name="Maya", last_name="Chen", company=company)
    factories.deal(account, "Lumen rollout", (maya,), company=company)
    deliver(factories.mail(to="Maya Chen <maya@lumen.test>", subject="About Lumen", text="it flies"), to=bcc_address)
    indexing.index_waiting()
    return company


def box(page, place="bar"):
    return page.locator(f"#search-{place}")


def options(page, place="bar"):
    return page.locator(f"#search-list-{place}").get_by_role("option")


def test_results_come_while_typing_and_the_keyboard_alone_opens_one(open_page, alice, lumen):
    page = open_page(alice)
    page.goto(START)
    page.keyboard.press("/")
    page.keyboard.type("lumen")
    expect(options(page)).to_have_count(5)
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#announcer")).to_have_text("4 results")

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#search-list-bar [aria-selected=true]")
    expect(chosen).to_contain_text("Lumen Optics")
    expect(box(page)).to_have_attribute("aria-activedescendant", chosen.get_attribute("id"))
    expect(box(page)).to_be_focused()
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(rf"/a/acme/companies/{lumen.pk}/"))


def test_the_arrows_go_round_through_the_box(open_page, alice, lumen):
    page = open_page(alice)
    page.goto(START)
    box(page).press_sequentially("lumen")
    expect(options(page)).to_have_count(5)
    selected = page.locator("#search-list-bar [aria-selected=true]")

    page.keyboard.press("ArrowUp")
    expect(selected).to_contain_text("All results")
    page.keyboard.press("ArrowDown")
    expect(selected).to_have_count(0)
    expect(box(page)).not_to_have_attribute("aria-activedescendant", re.compile("."))


def test_escape_closes_and_keeps_what_was_typed(open_page, alice, lumen):
    page = open_page(alice)
    page.goto(START)
    page.keyboard.press("Control+k")
    page.keyboard.type("lumen")
    expect(options(page).first).to_be_visible()

    page.keyboard.press("Escape")

    expect(options(page).first).to_be_hidden()
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    expect(box(page)).to_have_value("lumen")
    expect(box(page)).to_be_focused()


def test_leaving_the_box_closes_it_and_a_click_opens_what_it_lies_on(open_page, alice, lumen):
    page = open_page(alice)
    page.goto(START)
    box(page).press_sequentially("about")
    expect(options(page).first).to_be_visible()
    page.get_by_label("Name", exact=True).focus()
    expect(options(page).first).to_be_hidden()

    box(page).click()
    options(page).filter(has_text="About Lumen").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("About Lumen")


def test_enter_leads_to_the_page_of_all_results(open_page, alice, lumen):
    page = open_page(alice)
    page.goto(START)
    box(page).press_sequentially("lumen")
    expect(options(page)).to_have_count(5)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=lumen"))
    expect(page.get_by_role("heading", level=2).filter(visible=True)).to_have_text(
        ["Contacts", "Companies", "Deals", "Mail"]
    )
    page.get_by_role("navigation", name="Kinds of results").get_by_role("link", name="Mail").click()
    expect(page.get_by_role("link", name="About Lumen")).to_be_visible()


def test_an_empty_box_shows_what_happened_last(open_page, alice, lumen):
    page = open_page(alice)
    page.goto(START)
    box(page).click()
    expect(page.locator("#search-list-bar")).to_contain_text("Recently active")
    expect(options(page).first).to_contain_text("Maya Chen")


def test_without_scripts_it_is_a_form(open_page, alice, lumen):
    page = open_page(alice, java_script_enabled=False)
    page.goto(START)
    assert box(page).get_attribute("role") is None
    box(page).fill("lumen")
    box(page).press("Enter")
    expect(page.get_by_role("link", name="Lumen rollout")).to_be_visible()


def test_on_a_phone_the_results_fill_the_drawer(open_page, alice, lumen):
    page = open_page(alice, **PHONE, reduced_motion="reduce")
    page.goto(START)
    page.locator("[aria-controls=drawer]").click()
    box(page, "drawer").click()
    box(page, "drawer").press_sequentially("lumen")
    expect(options(page, "drawer")).to_have_count(5)
    assert page.locator("#drawer").bounding_box()["width"] == 390
    assert faults(page) == []

    options(page, "drawer").filter(has_text="Lumen rollout").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Lumen rollout")


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_box_and_the_page_are_accessible(open_page, alice, lumen, color_scheme):
    page = open_page(alice, color_scheme=color_scheme, reduced_motion="reduce")
    page.goto(START)
    for typed in ("", "lumen", "lumem", "zebra"):
        box(page).fill("")
        box(page).press_sequentially(typed)
        expect(page.locator("#search-list-bar")).to_contain_text(typed or "Recently")
        page.keyboard.press("ArrowDown")
        assert faults(page) == [], typed
    for query in ("", "?q=lumen", "?q=lumen&kind=mails", "?q=lumem", "?q=zebra&who=x"):
        page.goto(PAGE + query)
        assert faults(page) == [], query


def test_nothing_is_too_wide_on_the_smallest_screen(open_page, alice, lumen):
    page = open_page(alice, **NARROW)
    for query in ("", "?q=lumen", "?q=lumen&kind=mails&who=maya", f"?q={'x' * 150}"):
        page.goto(PAGE + query)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), query


def test_images_are_shown_always_for_a_sender_and_blocked_again(open_page, alice, account, bcc_address, deliver):
    html = '<p>Hello</p><img src="https://shop.invalid/p.gif" alt="">'
    (inbound,) = deliver(factories.mail(html=html), to=bcc_address)
    page = open_page(alice)
    page.route("https://shop.invalid/**", lambda route: route.fulfill(status=204))
    page.goto(f"/a/acme/mail/{inbound.email.pk}/")

    page.get_by_role("button", name="Always for this sender").click()
    expect(page.get_by_text("are always shown to you")).to_be_visible()
    page.reload()
    assert faults(page) == []
    page.get_by_role("button", name="Block again").click()

    expect(page.get_by_role("link", name="Show once")).to_be_visible()


@pytest.mark.parametrize(
    ("path", "field", "found"),
    [
        (START, "#search-bar", "#search-list-bar [role=option] >> text=Maya Chen"),
        ("/a/acme/contacts/", "#list-search", "#rows:not(:has-text('Zoe'))"),
        ("/a/acme/contacts/{}/merge/", "#merge-q", ".merge-other a >> text=Maya Chen"),
    ],
)
def test_what_is_typed_before_the_scripts_have_come_is_searched_for_all_the_same(
    open_page, account, alice, lumen, path, field, found
):
    zoe = factories.contact(account, "zoe@home.test", first_name="Zoe")
    page = open_page(alice)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/htmx*.js", hold)
    page.goto(path.format(zoe.pk), wait_until="commit")
    page.locator(field).press_sequentially("maya")
    held[0].continue_()
    expect(page.locator(found).first).to_be_visible()
    expect(page.locator(field)).to_have_value("maya")
