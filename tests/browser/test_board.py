"""The board of deals in a real browser: by pointer, by keyboard, on a phone and without scripts."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from contacts import courses
from contacts.models import Deal
from tests import factories
from tests.browser.looks import NARROW, PHONE, faults, is_too_wide

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def deals(account, alice, lumen):
    today = timezone.localdate()
    factories.deal(
        account, "Pilot", company=lumen, amount="1200", owner=alice, closes_on=today - timezone.timedelta(days=3)
    )
    factories.deal(account, "Renewal of the annual licence and premium support", company=lumen, amount="94000.5")
    factories.deal(account, "Expansion", stage="proposal", currency="USD", amount="500")


@pytest.fixture
def lumen(account):
    return factories.company(account, "Lumen International Holdings and Partners Ltd")


def card(page, name: str):
    return page.locator(".deal-card", has=page.get_by_role("link", name=name, exact=True))


def lane(page, stage: str):
    return page.locator(f".lane[data-stage={stage}]")


@pytest.mark.parametrize(("scheme", "shape"), [("light", {}), ("dark", {}), ("light", PHONE), ("dark", NARROW)])
def test_the_board_is_accessible_and_only_its_own_box_scrolls(open_page, account, alice, deals, scheme, shape):
    courses.make(account, alice, "Partners and resellers")
    page = open_page(alice, color_scheme=scheme, reduced_motion="reduce", **shape)
    page.goto("/a/acme/deals/board/")
    assert faults(page) == []
    assert not is_too_wide(page)
    page.get_by_label("Move Pilot").click()
    assert faults(page) == []


def test_a_card_is_dragged_to_another_stage_and_sums_follow(open_page, alice, deals):
    page = open_page(alice)
    page.goto("/a/acme/deals/board/")
    card(page, "Pilot").drag_to(lane(page, "proposal"))
    expect(lane(page, "proposal")).to_contain_text("1,200")
    expect(lane(page, "proposal").locator(".lane-count")).to_have_text("2")
    expect(page.locator("#toasts")).to_contain_text("Pilot is now in")
    assert Deal.objects.get(name="Pilot").stage == "proposal"
    expect(page).to_have_url("/a/acme/deals/board/")


def test_a_card_is_dropped_on_won(open_page, alice, deals):
    page = open_page(alice)
    page.goto("/a/acme/deals/board/")
    card(page, "Pilot").drag_to(lane(page, "won"))
    expect(lane(page, "won").locator(".lane-count")).to_have_text("1")
    assert Deal.objects.get(name="Pilot").closed_at is not None


def test_a_click_on_a_card_opens_the_deal(open_page, alice, deals):
    page = open_page(alice)
    page.goto("/a/acme/deals/board/")
    page.get_by_role("link", name="Pilot", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pilot")


def test_keys_go_from_card_to_card_and_move_them(open_page, alice, deals):
    page = open_page(alice)
    page.goto("/a/acme/deals/board/")
    names = page.locator(".deal-name")
    names.first.focus()
    page.keyboard.press("ArrowDown")
    expect(names.nth(1)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("link", name="Expansion", exact=True)).to_be_focused()
    page.keyboard.press("Shift+ArrowRight")
    expect(lane(page, "negotiation")).to_contain_text("Expansion")
    expect(page.get_by_role("link", name="Expansion", exact=True)).to_be_focused()
    page.keyboard.press("m")
    page.get_by_role("dialog", name="Move to").get_by_role("button", name="Lost").press("Enter")
    expect(lane(page, "lost").locator(".lane-count")).to_have_text("1")
    assert Deal.objects.get(name="Expansion").stage == "lost"


def test_escape_lets_a_dragged_card_go_where_it_was(open_page, alice, deals):
    page = open_page(alice)
    page.goto("/a/acme/deals/board/")
    card(page, "Pilot").hover()
    page.mouse.down()
    lane(page, "proposal").hover()
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".deal-ghost")).to_have_count(0)
    assert Deal.objects.get(name="Pilot").stage == "new"
    expect(page).to_have_url("/a/acme/deals/board/")


def test_without_scripts_a_link_asks_where_to(open_page, alice, deals):
    page = open_page(alice, java_script_enabled=False)
    page.goto("/a/acme/deals/board/")
    page.get_by_label("Move Pilot").click()
    page.get_by_role("button", name="Negotiation").click()
    expect(page).to_have_url("/a/acme/deals/board/")
    expect(lane(page, "negotiation")).to_contain_text("Pilot")
