"""Pages stand still: nothing jumps while they load or when a part of them is put anew; they ask no other host for
anything, complain of nothing, and are small."""

import io
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from contacts import tasks
from tests import factories
from tests.browser.looks import PHONE
from tests.factories import mail

pytestmark = pytest.mark.django_db(transaction=True)

MOST = 0.05  # of a page, summed up; Web Vitals call up to 0.1 good
LARGEST = 400 * 1024  # bytes of HTML
WATCH = """
window.jumped = 0;
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) jumped += one.value;
}).observe({type: 'layout-shift', buffered: true});
"""


def picture() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((600, 400), 40).convert("RGB").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def maya(account, alice, bob, deliver, bcc_address):
    """A contact with a page of mails and some more, pictures among them, and something on every other page."""
    lumen = factories.company(account, "Lumen Ltd", ("lumen.test",))
    person = factories.contact(account, "maya@customer.test", first_name="Maya", last_name="Chen", company=lumen)
    for number in range(30):
        files = ((f"site {number}.jpg", picture()), ("offer.pdf", b"%PDF-1.7")) if number % 4 == 0 else ()
        text = f"Dear Maya,\n\nhere is offer {number}.\n" * 9
        html = f"<p>Dear Maya,</p><img src='https://elsewhere.test/{number}.png' width=300 height=200><p>{text}</p>"
        message = mail(
            subject=f"Offer {number}", text=text, html=html, attachments=files, Message_ID=f"<{number}@a.test>"
        )
        deliver(message, bcc_address)
    for number in range(60):
        factories.contact(account, f"p{number}@lumen.test", first_name=f"Person {number}", company=lumen)
        if number % 4 == 0:
            factories.deal(account, f"Deal {number}", (person,), company=lumen, amount="1234.50", owner=alice)
    for days in (-1, 0, 3):
        due = tasks.all_day(timezone.localdate() + timedelta(days=days))
        tasks.write(account, alice, tasks.Wanted(f"Task {days}", alice, due), [person])
    return person


@pytest.fixture
def watched(open_page, alice, live_server):
    """A page of Alice's whose jumps are counted, and the hosts it has asked."""
    hosts: set[str] = set()

    def opened(**options) -> tuple[Page, set[str]]:
        page = open_page(alice, **options)
        page.add_init_script(WATCH)
        page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        return page, hosts

    yield opened
    assert hosts <= {urlsplit(live_server.url).netloc, ""}


def jumped(page: Page) -> float:
    page.wait_for_load_state("networkidle")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page.evaluate("jumped")


PAGES = [
    "/a/acme/",
    "/a/acme/contacts/",
    "/a/acme/companies/",
    "/a/acme/deals/",
    "/a/acme/deals/board/",
    "/a/acme/tasks/",
    "/a/acme/search/?q=offer",
    "/a/acme/mail/",
    "/a/acme/settings/profile/",
    "/a/acme/settings/rules/",
    "/a/acme/settings/users/",
    "/a/acme/settings/integrations/email/",
    "/a/acme/settings/mail/bounced-attachments/",
]


@pytest.mark.parametrize("shape", [{}, PHONE], ids=["desk", "phone"])
def test_nothing_jumps_while_a_page_loads_and_pages_are_small(watched, maya, shape):
    page, _hosts = watched(**shape)
    found = {}
    for path in [*PAGES, maya.get_absolute_url(), maya.company.get_absolute_url()]:
        answer = page.goto(path)
        found[path] = round(jumped(page), 4)
        assert len(answer.body()) < LARGEST, path
    assert {path: much for path, much in found.items() if much >= MOST} == {}


def test_nothing_jumps_but_what_was_opened_when_mails_and_pages_of_them_come(watched, maya):
    page, _hosts = watched()
    page.goto(maya.get_absolute_url())
    before = jumped(page)
    page.locator(".mail-summary").first.click()
    expect(page.locator(".mail-sheet").first).to_be_visible()
    page.locator("#filter-open").click()
    page.keyboard.press("Escape")
    page.locator("#compose-call").click()
    expect(page.get_by_label("Outcome")).to_be_visible()
    shown = page.locator("#timeline .mail-entry").count()
    page.get_by_role("link", name="Load more").click()
    expect(page.locator("#timeline .mail-entry")).to_have_count(shown + 5)
    assert jumped(page) - before < MOST


def test_nothing_jumps_when_a_list_is_narrowed_or_a_task_is_done(watched, maya):
    page, _hosts = watched()
    page.goto("/a/acme/contacts/")
    before = jumped(page)
    page.locator("#list-search").press_sequentially("Maya", delay=20)
    expect(page.locator("tbody tr")).to_have_count(1)
    assert jumped(page) - before < MOST

    page.goto("/a/acme/")
    before = jumped(page)
    page.get_by_role("checkbox", name="Done: Task 0").click()
    expect(page.get_by_role("checkbox", name="Done: Task 0")).to_have_attribute("aria-checked", "true")
    assert jumped(page) - before < MOST


def test_a_picture_from_outside_is_fetched_from_nobody_until_one_asks(watched, maya):
    page, hosts = watched()
    page.goto(maya.get_absolute_url())
    page.locator(".mail-summary").first.click()
    expect(page.locator(".mail-sheet").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert not any("elsewhere" in host for host in hosts)
