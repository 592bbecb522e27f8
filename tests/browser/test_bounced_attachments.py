"""R11: an administrator finds a file that was left out, and has it stored after all."""

import re

import pytest
from playwright.sync_api import expect

from emaillog.models import BouncedAttachment, LoggingRules
from tests.browser.looks import PHONE, faults
from tests.browser.test_delivery_log import focus
from tests.factories import contact, mail

pytestmark = pytest.mark.django_db(transaction=True)

KB = 1024
FILM = bytes(range(256)) * 12
PAGE = "/a/acme/settings/mail/bounced-attachments/"


@pytest.fixture
def left_out(account, alice, bob, bcc_address, deliver):
    """Two files of a mail to Maya, and one of a mail that is private to Bob."""
    LoggingRules.objects.create(account=account, attachment_limit=KB)
    maya = contact(account, "maya@customer.test", first_name="Maya", last_name="Chen")
    files = (("film.mov", FILM), ("plan.pdf", b"%PDF-1.7" + b"x" * 4 * KB))
    deliver(mail(attachments=files), bcc_address)
    deliver(mail(sender="bob@acme.test", subject="Secret", attachments=files), bcc_address, "bob@acme.test")
    hidden = BouncedAttachment.objects.filter(user=bob).select_related("email__entry")
    for file in hidden:
        file.email.entry.private_to = bob
        file.email.entry.save()
    return maya


def said(page, words: str | re.Pattern):
    return page.get_by_role("status").filter(has_text=words)


def test_r11_it_is_stored_seen_on_the_timeline_and_downloaded_byte_for_byte(open_page, alice, left_out, drain):
    page = open_page(alice)
    page.goto("/a/acme/settings/")
    page.get_by_role("link", name=re.compile("Bounced attachments.*4 open")).click()
    page.get_by_role("button", name=re.compile("Store after all.*film.mov")).click()
    expect(said(page, "1 file is being stored")).to_be_visible()
    drain()
    page.get_by_role("link", name="Stored after all").click()
    expect(page.get_by_text("film.mov")).to_be_visible()

    page.goto(f"/a/acme/contacts/{left_out.pk}/")
    page.locator(".mail-summary").first.click()
    with page.expect_download() as loading:
        page.locator("a[href*='attachments/']", has_text="film.mov").first.click()
    assert loading.value.suggested_filename == "film.mov"
    assert loading.value.path().read_bytes() == FILM


def test_all_of_it_works_by_keyboard_alone(open_page, alice, left_out, drain):
    page = open_page(alice)
    page.goto(PAGE)
    focus(page, "checkbox", "Select plan.pdf")
    page.keyboard.press("Space")
    page.goto(PAGE)
    focus(page, "button", re.compile("Store after all.*plan.pdf"))
    page.keyboard.press("Tab")
    expect(page.get_by_label("More actions for plan.pdf")).to_be_focused()
    page.keyboard.press("Enter")
    focus(page, "button", re.compile("Dismiss.*plan.pdf"))
    page.keyboard.press("Enter")
    expect(said(page, "1 file is dismissed.")).to_be_visible()
    focus(page, "button", "Undo")
    page.keyboard.press("Enter")
    expect(said(page, "1 file is open again.")).to_be_visible()
    focus(page, "button", re.compile("Store after all.*plan.pdf"))
    page.keyboard.press("Enter")
    expect(said(page, "1 file is being stored")).to_be_visible()
    drain()
    assert BouncedAttachment.objects.get(status="stored").attachment.name == "plan.pdf"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_all_on_the_page_are_selected_and_dismissed(open_page, alice, left_out, scripts):
    page = open_page(alice, java_script_enabled=scripts)
    page.goto(PAGE)
    expect(page.get_by_role("button", name="Dismiss selected")).to_be_visible(visible=not scripts)
    page.get_by_role("checkbox" if scripts else "link", name="Select all on this page").click()
    expect(page.get_by_role("checkbox", name="Select film.mov")).to_be_checked()
    page.get_by_role("button", name="Dismiss selected").click()
    expect(said(page, "2 files are dismissed.")).to_be_visible()
    assert BouncedAttachment.objects.filter(status="open").count() == 2


def test_it_is_narrowed_as_one_types_and_the_address_keeps_it(open_page, alice, left_out):
    page = open_page(alice)
    page.goto(PAGE)
    page.get_by_label("File or subject").press_sequentially("plan")
    expect(page.locator(".bounced")).to_have_count(1)
    expect(page).to_have_url(re.compile("q=plan"))
    page.get_by_label("File or subject").press_sequentially("x")
    expect(page.get_by_text("Nothing here is left by the filter: “planx”")).to_be_visible()
    page.get_by_role("link", name="Clear all").click()
    expect(page.locator(".bounced")).to_have_count(4)


@pytest.mark.parametrize("address", [PAGE, "/a/acme/settings/audit-log/"])
def test_a_member_gets_404(open_page, bob, left_out, address):
    page = open_page(bob, java_script_enabled=False)
    assert page.request.get(address).status == 404


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("shape", [{}, PHONE], ids=["desk", "phone"])
def test_the_pages_are_accessible_and_fit(open_page, alice, left_out, drain, color_scheme, shape):
    page = open_page(alice, color_scheme=color_scheme, reduced_motion="reduce", **shape)
    page.goto(PAGE)
    page.get_by_label("More actions for film.mov").click()
    page.get_by_role("button", name=re.compile("Dismiss.*film.mov")).click()
    expect(said(page, "1 file is dismissed.")).to_be_visible()
    assert faults(page) == []
    for query in ("", "?state=all&select=all", "?q=nothing&size=9", "?size=big&since=soon", "?state=stored"):
        page.goto(PAGE + query)
        assert faults(page) == [], query
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{query} is too wide"
    for query in ("", "?kind=users"):
        page.goto(f"/a/acme/settings/audit-log/{query}")
        assert faults(page) == [], query
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{query} is too wide"
