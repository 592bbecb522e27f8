"""The main ways through the product by keyboard alone: what has the focus is always known and always seen."""

import pytest
from playwright.sync_api import Page, expect

from contacts.models import Contact, Deal, Task, TimelineEntry
from tests import factories
from tests.factories import mail

pytestmark = pytest.mark.django_db(transaction=True)

# Whether the element with the focus, or what stands for it, looks different from how it looks without.
IS_SEEN = """() => {
  const here = document.activeElement, style = getComputedStyle(here);
  const box = here.getBoundingClientRect();
  const rings = (one) => one.outlineStyle !== "none" && parseFloat(one.outlineWidth) > 0;
  const card = getComputedStyle(here.closest(".deal-card") ?? here);
  const ring = rings(style) || style.boxShadow !== "none" || rings(card);
  const inside = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
  return here !== document.body && inside && ring;
}"""
WHERE = """() => {
  const here = document.activeElement, box = here.getBoundingClientRect(), style = getComputedStyle(here);
  return `${here.outerHTML.slice(0, 90)} ${box.top} ${box.bottom} ${style.outlineStyle} ${style.boxShadow}`;
}"""
UNDER_THE_BAR = "document.activeElement.getBoundingClientRect().bottom <= 60"
MOST_TABS = 90


@pytest.fixture
def maya(account, alice, deliver, bcc_address):
    lumen = factories.company(account, "Lumen Ltd", ("lumen.test",))
    person = factories.contact(account, "maya@customer.test", first_name="Maya", last_name="Chen", company=lumen)
    factories.deal(account, "Rollout", (person,), company=lumen, amount="1200.00")
    for number in range(3):
        deliver(mail(subject=f"Offer {number}", Message_ID=f"<{number}@acme.test>"), bcc_address)
    return person


def has_focus(page: Page, selector: str) -> bool:
    return page.evaluate("(selector) => document.activeElement.matches(selector)", selector)


def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    """Goes there by the key, one stop after the other, each of which can be seen."""
    for _stop in range(MOST_TABS):
        if has_focus(page, selector):
            assert is_seen(page)
            return
        page.keyboard.press(key)
        assert is_seen(page)
    raise AssertionError(f"{selector} is not reached by {key}")


def is_seen(page: Page) -> bool:
    """At once, or when the browser has glided there."""
    seen = any(page.evaluate(IS_SEEN) or page.wait_for_timeout(50) for _try in range(60))
    assert seen, f"the focus is not seen: {page.evaluate(WHERE)}"
    return seen


def comes_to(page: Page, selector: str) -> bool:
    """Whether the focus is there, at once or as soon as scripts have put it there."""
    return any(has_focus(page, selector) or page.wait_for_timeout(50) for _try in range(40))


def still_somewhere(page: Page) -> None:
    """What was done has taken nothing away from under the keyboard."""
    page.wait_for_load_state("networkidle")
    assert comes_to(page, ":not(body)")


def test_the_first_stop_skips_to_the_content_and_every_stop_of_the_frame_is_seen(open_page, alice, maya):
    page = open_page(alice)
    page.goto("/a/acme/contacts/")
    page.keyboard.press("Tab")
    assert is_seen(page)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    page.goto("/a/acme/contacts/")
    tab_to(page, ".own-menu")


def test_new_leads_to_a_contact_that_is_written_and_saved(open_page, alice, maya):
    page = open_page(alice)
    page.goto("/a/acme/contacts/")
    tab_to(page, ".btn-new")
    page.keyboard.press("Enter")
    expect(page.locator(".dropdown-menu.show")).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert comes_to(page, ".dropdown-item")
    page.keyboard.press("Escape")
    expect(page.locator(".dropdown-menu.show")).to_have_count(0)
    assert comes_to(page, ".btn-new")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    tab_to(page, "main [name=first_name]")
    page.keyboard.type("Nora")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nora")
    assert Contact.objects.filter(first_name="Nora").exists()


def test_a_dialog_takes_the_focus_keeps_it_and_gives_it_back(open_page, alice, maya):
    page = open_page(alice)
    page.goto("/a/acme/contacts/")
    link = "main a[href$='/contacts/new/']"
    tab_to(page, link)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_label("First name")).to_be_focused()
    for _stop in range(25):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog, [role=dialog]')"
        )
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert comes_to(page, link)


def test_a_timeline_is_read_and_written_on(open_page, alice, maya):
    page = open_page(alice)
    page.goto(maya.get_absolute_url())
    page.keyboard.press("j")
    assert comes_to(page, "[data-entry], [data-entry] *")
    page.keyboard.press("Enter")
    expect(page.locator(".mail-sheet").first).to_be_visible()
    still_somewhere(page)
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("e")
    expect(page.locator(".mail-entry > details[open]:not(.menu)")).to_have_count(3)
    still_somewhere(page)

    page.goto(maya.get_absolute_url())
    for tab, field, words in (
        ("call", "[name=text]", "She rang"),
        ("task", "[name=title]", "Write back"),
        ("note", "[name=text]", "Likes tea"),
    ):
        tab_to(page, f"#compose-{tab}")
        page.keyboard.press("Enter")
        expect(page.locator(f"#compose-{tab}")).to_have_attribute("aria-current", "true")
        still_somewhere(page)
        tab_to(page, f"#composer {field}")
        page.keyboard.type(words)
        tab_to(page, "#composer-save")
        page.keyboard.press("Enter")
        expect(page.locator("#timeline, #upcoming").get_by_text(words).first).to_be_visible()
        still_somewhere(page)
    assert Task.objects.get().title == "Write back"
    assert TimelineEntry.objects.filter(kind__in=("contacts.note", "contacts.call")).count() == 2


def test_on_the_way_back_nothing_lies_under_the_bar(open_page, alice, maya):
    page = open_page(alice)
    page.goto(maya.get_absolute_url())
    page.keyboard.press("e")
    expect(page.locator(".mail-sheet")).to_have_count(3)
    page.evaluate("scrollTo({top: document.body.scrollHeight, behavior: 'instant'})")
    page.locator("#timeline-body summary").last.focus()
    for _stop in range(20):
        page.keyboard.press("Shift+Tab")
        assert is_seen(page)
        if page.evaluate("!!document.activeElement.closest('.topbar')"):
            break
        for _try in range(40):
            if page.evaluate(UNDER_THE_BAR):
                page.wait_for_timeout(50)
        assert not page.evaluate(UNDER_THE_BAR), page.evaluate(WHERE)


def test_a_field_is_edited_in_its_place_and_the_focus_stays_there(open_page, alice, maya):
    page = open_page(alice)
    page.goto(maya.get_absolute_url())
    tab_to(page, "#edit-phone")
    page.keyboard.press("Enter")
    expect(page.locator("#fact-phone input[name=phone]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#edit-phone")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#fact-phone input[name=phone]")).to_be_focused()
    page.keyboard.type("+49 30 1")
    page.keyboard.press("Enter")
    expect(page.locator("#fact-phone")).to_contain_text("+49 30 1")
    still_somewhere(page)
    assert Contact.objects.get(pk=maya.pk).phone == "+49 30 1"


def test_an_entry_is_pinned_out_of_its_menu(open_page, alice, maya):
    page = open_page(alice)
    page.goto(maya.get_absolute_url())
    tab_to(page, ".entry-menu > summary")
    page.keyboard.press("Enter")
    expect(page.locator(".entry-menu[open]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".entry-menu[open]")).to_have_count(0)
    assert comes_to(page, ".entry-menu > summary")
    page.keyboard.press("Enter")
    tab_to(page, "button[name=pinned]")
    page.keyboard.press("Enter")
    expect(page.locator(".pinned article")).to_have_count(1)


def test_a_list_is_narrowed_and_widened_again(open_page, alice, maya):
    page = open_page(alice)
    page.goto("/a/acme/contacts/")
    tab_to(page, "#narrow summary")
    page.keyboard.press("Enter")
    tab_to(page, "#filter-owner")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".chip-set")).to_have_count(1)
    still_somewhere(page)
    assert is_seen(page)
    page.keyboard.press("Escape")
    expect(page.locator("#narrow .pop[open]")).to_have_count(0)
    assert comes_to(page, "#narrow summary")
    tab_to(page, ".chip-set")
    page.keyboard.press("Enter")
    expect(page.locator(".chip-set")).to_have_count(0)
    expect(page.locator("tbody tr")).to_have_count(1)


def test_an_address_is_copied_and_a_deal_is_moved(open_page, alice, maya):
    page = open_page(alice, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/a/acme/settings/integrations/email/")
    tab_to(page, "main [data-copy]")
    page.keyboard.press("Enter")
    expect(page.locator("#announcer")).to_have_text("Copied")
    assert comes_to(page, "main [data-copy]")
    assert "@" in page.evaluate("navigator.clipboard.readText()")

    page.goto("/a/acme/deals/board/")
    tab_to(page, ".deal-name")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator(".lane").nth(1)).to_contain_text("Rollout")
    expect(page.locator(".deal-name")).to_be_focused()
    page.keyboard.press("m")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    still_somewhere(page)
    assert Deal.objects.get().stage != "new"
