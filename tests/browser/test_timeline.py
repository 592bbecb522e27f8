"""A record's page in a browser: keys, filters and the way back, writing, editing in place, tasks, news, the phone."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from contacts import activities, notes, pins, tasks
from contacts.activities import CALL, MEETING, Activity
from contacts.models import Contact, Task, TimelineEntry
from tests import factories
from tests.browser.looks import NARROW, PHONE, faults, is_too_wide
from tests.factories import mail

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Wolfeschlegelsteinhausenbergerdorff" * 3


@pytest.fixture
def maya(account, alice, bob, deliver, bcc_address):
    """A contact with something of everything."""
    lumen = factories.company(account, "Lumen Ltd", ("lumen.test",))
    person = factories.contact(account, "maya@customer.test", "m@home.test", first_name="Maya", company=lumen)
    factories.deal(account, "Rollout", (person,), company=lumen, amount="1200.00")
    for number in range(3):
        deliver(mail(subject=f"Offer {number}", Message_ID=f"<{number}@acme.test>"), bcc_address)
    now = timezone.now()
    activities.write(account, bob, Activity(CALL, {"text": "- one\n- **two**", "outcome": "busy"}, now), [person])
    meeting = {"title": LONG, "text": "مرحبا", "minutes": 30, "with": LONG}
    activities.write(account, alice, Activity(MEETING, meeting, now), [person])
    pins.put(person, notes.write(account, person, "Likes tea", alice), is_pinned=True)
    for title, days in (("Late", -3), ("Today", 0), ("Later", 5)):
        due = tasks.all_day(timezone.localdate() + timedelta(days=days))
        tasks.write(account, alice, tasks.Wanted(title, alice, due), [person])
    return person


@pytest.fixture
def page(open_page, alice, maya):
    opened = open_page(alice)
    opened.goto(maya.get_absolute_url())
    return opened


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("shape", [{}, PHONE, NARROW], ids=["desk", "phone", "narrow"])
def test_a_record_in_all_its_states_is_accessible_and_fits(open_page, alice, maya, shape, scheme):
    opened, address = open_page(alice, color_scheme=scheme, reduced_motion="reduce", **shape), maya.get_absolute_url()
    for state in ("", "?compose=call", "?compose=meeting", "?compose=task", "?kind=call&q=zebra", "#about", "#related"):
        opened.goto(address + state)
        opened.evaluate("scrollTo(0, 0)")  # what lies half under the bar is no small target
        assert faults(opened) == [], state
        assert not is_too_wide(opened), state
    opened.goto(f"{address}?kind=mail&direction=outgoing&files=1&since=2020-01-01&q={LONG}")
    for menu in ("#filter-open", ".entry-menu > summary"):
        if opened.locator(menu).count():
            opened.locator(menu).first.click()
            opened.evaluate("scrollTo(0, 0)")
            assert faults(opened) == [], menu
            assert not is_too_wide(opened), menu
    opened.goto("/a/acme/tasks/")
    assert faults(opened) == []
    assert not is_too_wide(opened)


def test_j_and_k_go_between_entries_enter_opens_and_e_opens_all(page):
    page.keyboard.press("j")
    expect(page.locator("[data-entry]").first).to_be_focused()
    while not page.evaluate("document.activeElement.matches('.mail-summary')"):
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".mail-entry details[open]:not(.menu)")).to_have_count(1)
    expect(page.locator(".mail-entry .mail-sheet")).to_have_count(1)
    page.keyboard.press("k")
    expect(page.locator("[data-entry]:focus, [data-entry]:has(summary:focus)")).to_have_count(1)
    page.keyboard.press("e")
    expect(page.locator(".mail-entry > details[open]:not(.menu)")).to_have_count(3)
    page.keyboard.press("e")
    expect(page.locator(".mail-entry > details[open]:not(.menu)")).to_have_count(0)


def test_the_question_mark_lists_the_keys_and_they_can_be_turned_off(page):
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard")
    expect(dialog).to_be_visible()
    assert faults(page) == []
    dialog.get_by_label("Single letters are keys").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.matches('[data-entry]')") is False
    page.get_by_label("Menu of").click()
    page.get_by_role("button", name="Keyboard").click()
    dialog.get_by_label("Single letters are keys").check()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("j")
    expect(page.locator("[data-entry]").first).to_be_focused()


def test_a_letter_in_a_field_is_a_letter(page):
    page.get_by_role("link", name="Write a note…").click()
    page.get_by_label("Note", exact=True).press_sequentially("jke?")
    expect(page.get_by_label("Note", exact=True)).to_have_value("jke?")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_r40_a_filter_is_in_the_address_and_the_back_button_takes_it_back(page, maya):
    page.get_by_role("link", name="Calls").click()
    expect(page.locator("[data-entry]")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"\?kind=call$"))
    page.locator("#filter-open").click()
    page.get_by_label("Search in the texts").fill("zebra")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("Nothing here matches: “zebra”")).to_be_visible()
    page.get_by_role("link", name="Take this filter away").click()
    expect(page.locator("[data-entry]")).to_have_count(1)
    page.go_back()
    expect(page.get_by_text("Nothing here matches: “zebra”")).to_be_visible()
    page.get_by_role("link", name="Clear all").click()
    expect(page.locator("[data-entry]")).to_have_count(6)
    expect(page).to_have_url(re.compile(r"/contacts/\d+/\??$"))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_call_and_a_task_are_written_and_the_task_is_checked_off(open_page, alice, maya, scripts):
    opened = open_page(alice, java_script_enabled=scripts)
    opened.goto(maya.get_absolute_url())
    opened.locator("#compose-call").click()
    opened.get_by_label("Outcome").select_option("message")
    opened.get_by_label("What was said").fill("Rang about the *offer*")
    opened.get_by_role("button", name="Save call").click()
    expect(opened.locator("em", has_text="offer")).to_be_visible()
    opened.locator("#compose-task").click()
    opened.get_by_label("Task", exact=True).fill("Send samples")
    opened.get_by_role("button", name="Add task").click()
    opened.get_by_role("checkbox", name="Done: Send samples").click()
    expect(opened.locator("#timeline-body").get_by_text("Task, done by Alice Admin")).to_be_visible()
    assert Task.objects.get(title="Send samples").done_by == alice


def test_a_task_is_checked_off_and_reopened_by_keyboard(page):
    box = page.get_by_role("checkbox", name="Done: Late", exact=True)
    box.focus()
    page.keyboard.press("Space")
    expect(box).to_have_attribute("aria-checked", "true")
    expect(box).to_be_focused()
    page.keyboard.press("Enter")
    expect(box).to_have_attribute("aria-checked", "false")
    assert Task.objects.get(title="Late").done_at is None


def test_marks_are_set_by_buttons_and_keys_and_what_is_written_moves_along(page):
    page.get_by_role("link", name="Write a note…").click()
    text = page.get_by_label("Note", exact=True)
    text.fill("bold")
    text.select_text()
    page.get_by_role("button", name="Bold").click()
    expect(text).to_have_value("**bold**")
    text.press("End")
    text.press_sequentially(" and ")
    text.press("Control+i")
    text.press_sequentially("italic")
    expect(text).to_have_value("**bold** and *italic*")
    page.locator("#compose-call").click()
    expect(page.get_by_label("What was said")).to_have_value("**bold** and *italic*")
    page.get_by_label("What was said").press("Control+Enter")
    expect(page.locator("strong", has_text="bold")).to_be_visible()


def test_a_field_is_edited_in_its_place_and_escape_gives_it_up(page):
    page.locator("#fact-phone").hover()
    page.get_by_role("link", name="Edit: Phone").click()
    field = page.locator("#fact-phone input[name=phone]")
    expect(field).to_be_focused()
    field.fill("+49 1")
    field.press("Escape")
    expect(page.locator("#fact-phone form")).to_have_count(0)
    expect(page.locator("#edit-phone")).to_be_focused()
    page.keyboard.press("Enter")
    field.fill("+49 30 12345")
    field.press("Enter")
    expect(page.locator("#fact-phone").get_by_role("link", name="+49 30 12345")).to_be_visible()
    assert Contact.objects.get().phone == "+49 30 12345"


def test_an_address_is_copied(open_page, alice, maya):
    opened = open_page(alice, permissions=["clipboard-read", "clipboard-write"])
    opened.goto(maya.get_absolute_url())
    opened.get_by_role("button", name="Copy m@home.test").click()
    expect(opened.locator("#announcer")).to_have_text("Copied")
    assert opened.evaluate("navigator.clipboard.readText()") == "m@home.test"


def test_a_link_to_an_entry_is_copied_and_leads_to_it(open_page, alice, maya):
    opened = open_page(alice, permissions=["clipboard-read", "clipboard-write"])
    opened.goto(maya.get_absolute_url())
    call = opened.locator("article", has_text="Call by Bob Berry")
    call.locator("summary").click()
    call.get_by_role("link", name="Copy link").click()
    expect(opened.get_by_text("The link is copied.")).to_be_visible()
    opened.goto(opened.evaluate("navigator.clipboard.readText()"))
    expect(call).to_be_focused()
    expect(opened).to_have_url(re.compile(r"#entry-\d+$"))


def test_a_mail_that_arrives_is_announced_and_comes_with_one_click(page, deliver, bcc_address):
    deliver(mail(subject="Just in", Message_ID="<new@acme.test>"), bcc_address)
    page.evaluate("htmx.trigger(document.querySelector('[data-poll]'), 'poll')")
    news = page.get_by_role("link", name="1 new")
    expect(news).to_be_visible()
    assert page.locator("[data-poll]").get_attribute("aria-live") == "polite"
    news.click()
    expect(page.get_by_text("Just in")).to_be_visible()
    expect(news).to_have_count(0)


def test_a_page_that_nobody_looks_at_asks_for_nothing(open_page, alice, maya):
    opened = open_page(alice)
    opened.clock.install()
    asked = []
    opened.on("request", lambda request: asked.append(request.url) if "/newer/" in request.url else None)
    opened.goto(maya.get_absolute_url())
    opened.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    opened.clock.run_for(90_000)
    assert asked == []
    opened.evaluate("Object.defineProperty(document, 'hidden', {value: false})")
    with opened.expect_response(re.compile("/newer/")):
        opened.clock.run_for(21_000)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_on_a_phone_the_sections_are_tabs(open_page, alice, maya, scripts):
    opened = open_page(alice, java_script_enabled=scripts, **PHONE)
    opened.goto(maya.get_absolute_url())
    about, timeline, related = (opened.locator(place) for place in ("#about", "#timeline", "#related"))
    tabs = opened.get_by_role("navigation", name="On this page")
    expect(timeline).to_be_visible()
    expect(related).to_be_hidden()
    tabs.get_by_role("link", name="Related").click()
    expect(related).to_be_visible()
    expect(timeline).to_be_hidden()
    tabs.get_by_role("link", name="About").click()
    expect(about).to_be_visible()
    tabs.get_by_role("link", name="Timeline").click()
    expect(timeline).to_be_visible()
    expect(about).to_be_hidden()


def test_nothing_jumps_while_the_page_loads_and_a_mail_opens(open_page, alice, maya):
    opened = open_page(alice)
    opened.add_init_script(
        "window.shift = 0; new PerformanceObserver((list) => { for (const one of list.getEntries())"
        " if (!one.hadRecentInput) shift += one.value; }).observe({type: 'layout-shift', buffered: true});"
    )
    opened.goto(maya.get_absolute_url(), wait_until="networkidle")
    assert opened.evaluate("shift") < 0.02


def test_without_scripts_an_entry_is_pinned_filtered_and_edited(open_page, alice, maya):
    opened = open_page(alice, java_script_enabled=False)
    opened.goto(maya.get_absolute_url())
    note = opened.locator("article", has_text="Note by Alice Admin")
    note.locator("summary").click()
    note.get_by_role("link", name="Edit").click()
    opened.get_by_label("Note", exact=True).fill("Likes coffee")
    opened.get_by_role("button", name="Save").click()
    expect(opened.get_by_text("Likes coffee")).to_be_visible()
    call = opened.locator("article", has_text="Call by Bob Berry")
    call.locator("summary").click()
    call.get_by_role("button", name="Pin on top").click()
    expect(opened.locator(".pinned article")).to_have_count(2)
    opened.locator("#filter-open").click()
    opened.get_by_label("Direction").select_option("outgoing")
    opened.get_by_role("button", name="Show", exact=True).click()
    expect(opened.locator("[data-entry]")).to_have_count(3)
    assert TimelineEntry.objects.filter(data__text="Likes coffee").exists()
