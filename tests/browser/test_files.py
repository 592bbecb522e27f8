"""Files in a real browser: accessible pages that fit, pictures that load, keys that lead."""

import re

import pytest
from playwright.sync_api import expect

from emaillog import picturing
from emaillog.models import Attachment
from tests.browser.looks import PHONE, faults
from tests.emaillog.files.conftest import pdf, picture
from tests.factories import mail

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "a very long name of a drawing that nobody would want to read to its end " * 2
FILES = (
    ("photo.png", picture(size=(3000, 2000))),
    ("offer.pdf", pdf(12)),
    ("notes.txt", "Grüße\n".encode() * 400),
    (f"{LONG}.exe", b"MZ\x90\x00" + bytes(60)),
    ("fake.png", b"<html><script>alert(1)</script>"),
    ("letter.docx", b"PK\x03\x04" + bytes(40)),
    ("film.mp4", bytes(3000)),
)


@pytest.fixture
def logged(account, alice, bcc_address, deliver):
    (inbound,) = deliver(mail(attachments=FILES, subject="Drawings " + "and more " * 20), to=bcc_address)
    picturing.draw_files(inbound.email_id)
    Attachment.objects.filter(name="film.mp4").update(blob="", reason="attachment_too_large")
    return inbound.email


@pytest.fixture
def maya(logged):
    return logged.entry.links.get(contact__isnull=False).contact_id


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("shape", [{}, PHONE], ids=["desk", "phone"])
def test_the_pages_of_files_are_accessible_and_fit(open_page, bob, logged, maya, color_scheme, shape):
    page = open_page(bob, color_scheme=color_scheme, reduced_motion="reduce", **shape)
    files = [f"files/{file.pk}/" for file in logged.attachments.all()]
    lists = [f"contacts/{maya}/files/", f"contacts/{maya}/files/?q=nothing", f"contacts/{maya}/", f"mail/{logged.pk}/"]
    for address in (*lists, *files):
        page.goto(f"/a/acme/{address}")
        assert faults(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is too wide"


def test_the_extension_of_a_long_name_is_seen(open_page, bob, logged):
    page = open_page(bob)
    page.goto(f"/a/acme/mail/{logged.pk}/")
    card = page.locator(".file", has_text="a very long name")
    end = card.locator(".file-end")
    assert end.inner_text().endswith(".exe")
    box, around = end.bounding_box(), card.bounding_box()
    assert box["x"] + box["width"] <= around["x"] + around["width"]


def test_keys_lead_from_file_to_file_and_back_to_the_mail(open_page, bob, logged):
    page = open_page(bob)
    page.goto(f"/a/acme/mail/{logged.pk}/")
    page.get_by_role("link", name="photo.png", exact=True).click()
    picture = page.locator(".viewer-picture")
    expect(picture).to_be_visible()
    page.wait_for_function("document.querySelector('.viewer-picture').naturalWidth === 1600")
    page.keyboard.press("ArrowRight")
    expect(page.locator("h1")).to_have_text("offer.pdf")
    expect(page.locator(".viewer-page")).to_have_count(10)
    page.keyboard.press("ArrowRight")
    expect(page.locator(".viewer-text")).to_contain_text("Grüße")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("h1")).to_have_text("offer.pdf")
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(f"/mail/{logged.pk}/$"))


def test_a_file_from_the_timeline_comes_down_byte_for_byte(open_page, bob, logged, maya):
    page = open_page(bob)
    page.goto(f"/a/acme/contacts/{maya}/files/")
    with page.expect_download() as begun:
        page.get_by_role("link", name="Download notes.txt").click()
    assert begun.value.suggested_filename == "notes.txt"
    assert begun.value.path().read_bytes() == dict(FILES)["notes.txt"]
    with page.expect_download() as begun:
        page.get_by_role("link", name="Download all as ZIP").click()
    assert begun.value.suggested_filename == "Maya Chen.zip"


def test_the_list_is_searched_while_typing(open_page, bob, logged, maya):
    page = open_page(bob)
    page.goto(f"/a/acme/contacts/{maya}/files/")
    expect(page.locator(".file")).to_have_count(len(FILES))
    page.get_by_role("searchbox", name="Search file names").fill("offer")
    expect(page.locator(".file")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"\?q=offer$"))


def test_without_scripts_all_of_it_works_too(open_page, bob, logged, maya):
    page = open_page(bob, java_script_enabled=False)
    page.goto(f"/a/acme/contacts/{maya}/files/?q=offer&type=pdf")
    page.get_by_role("link", name="offer.pdf", exact=True).click()
    expect(page.locator(".viewer-page").first).to_be_visible()
    page.get_by_role("link", name="Next file").click()
    expect(page.locator("h1")).to_have_text("notes.txt")
