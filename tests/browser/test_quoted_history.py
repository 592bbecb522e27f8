"""The quoted history of a mail in a real browser: folded, opened by keyboard, in HTML and in text."""

import pytest
from playwright.sync_api import expect

from emaillog.sanitising import as_shown
from tests.browser.looks import PHONE, faults
from tests.factories import mail
from tests.mime.quoting.cases import replies_in_html

pytestmark = pytest.mark.django_db(transaction=True)

HTML = {name: html for name, html, _ in replies_in_html()}
TEXT = "Thursday.\n\n-- \nMaya Chen\n\nOn Mon, 23 Nov 2026 at 10:00, Bob wrote:\n> Which day?\n"
CONTROL = "Show quoted text"


@pytest.fixture
def address(alice, bcc_address, deliver):
    def of(html="", text=TEXT, query=""):
        (inbound,) = deliver(mail(subject="Re: Our offer", text=text, html=html), to=bcc_address)
        return f"/a/acme/mail/{inbound.email_id}/{query}"

    return of


@pytest.mark.parametrize("name", ["gmail", "outlook for windows, german", "outlook on the web", "apple mail"])
def test_html_shows_what_is_new_and_opens_the_rest_by_keyboard(open_page, bob, address, name):
    page = open_page(bob)
    page.goto(address(HTML[name]))
    frame = page.frame_locator("iframe.mail-frame")
    control = frame.locator(f"summary[aria-label='{CONTROL}']")
    old = frame.locator("details.quoted-history :text('Bob')").first
    expect(control).to_have_count(1)
    expect(old).to_be_hidden()
    control.press("Enter")
    expect(old).to_be_visible()


def test_answers_between_stay_visible_and_each_quotation_folds(open_page, bob, address):
    page = open_page(bob)
    page.goto(address(HTML["gmail, answers between"]))
    frame = page.frame_locator("iframe.mail-frame")
    expect(frame.get_by_text("Quarante.")).to_be_visible()
    expect(frame.get_by_text("En mars.")).to_be_visible()
    expect(frame.get_by_text("Quand ?")).to_be_hidden()
    expect(frame.locator("summary")).to_have_count(2)


def test_text_shows_what_is_new_and_opens_the_rest_by_keyboard(open_page, bob, address):
    page = open_page(bob)
    page.goto(address(query="?view=text"))
    old = page.get_by_text("Which day?")
    expect(old).to_be_hidden()
    page.locator(f"summary[aria-label='{CONTROL}']").press("Enter")
    expect(old).to_be_visible()


def test_a_mail_that_only_quotes_is_shown_whole(open_page, bob, address):
    page = open_page(bob)
    page.goto(address('<blockquote type="cite">Only old</blockquote>', text="> Only old"))
    expect(page.frame_locator("iframe.mail-frame").get_by_text("Only old")).to_be_visible()


def test_a_mail_cannot_wear_our_control(open_page, bob, address):
    html = '<p>New</p><details class="quoted-history" open><summary>x</summary>Theirs</details>'
    page = open_page(bob)
    page.goto(address(html))
    expect(page.frame_locator("iframe.mail-frame").locator(".quoted-history")).to_have_count(0)
    assert "quoted-history" not in as_shown(html, with_remote_images=False)


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("shape", [{}, PHONE], ids=["desk", "phone"])
def test_folded_mails_are_accessible_and_fit(open_page, bob, address, color_scheme, shape):
    page = open_page(bob, color_scheme=color_scheme, reduced_motion="reduce", **shape)
    for where, within in ((address(HTML["gmail"]), page.frame_locator("iframe")), (address(query="?view=text"), page)):
        page.goto(where)
        assert faults(page) == [], where
        within.locator(f"summary[aria-label='{CONTROL}']").press("Enter")
        assert faults(page) == [], where
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
