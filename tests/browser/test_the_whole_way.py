"""From the gear to the timeline: a browser, the real receiver, the real worker, on both databases."""

import re
import smtplib

import pytest
from playwright.sync_api import Error, expect

from tests.factories import PASSWORD, mail
from tests.whole.installation import BACKENDS, installation, until

pytestmark = [pytest.mark.timeout(300)]

FORWARDED = """\
Good news.

---------- Forwarded message ---------
From: Maya Chen <maya@customer.test>
Date: Mon, Nov 23, 2026 at 9:14 AM
Subject: Re: Warehouse rollout
To: Bob Berry <bob@acme.test>


Dear Bob,

we accept your offer.
"""


@pytest.fixture(scope="module", params=BACKENDS)
def place(request, tmp_path_factory):
    with installation(request.param, tmp_path_factory.mktemp("browser")) as made:
        made.manage("create_user", "--account", "acme", "--email", "bob@acme.test", "--password", PASSWORD)
        made.manage("collectstatic", "--noinput", "--verbosity", "0")
        made.start("-m", "gunicorn", "crm.wsgi", "--bind", f"127.0.0.1:{made.port}", "--threads", "4")
        made.start_receiver()
        made.start_worker()
        yield made


@pytest.fixture
def page(place, browser):
    context = browser.new_context(
        base_url=f"http://127.0.0.1:{place.port}", permissions=["clipboard-read", "clipboard-write"]
    )
    page = context.new_page()
    until(lambda: answers(page))
    yield page
    context.close()


def answers(page):
    try:
        return page.request.get("/healthz").ok
    except Error:
        return False


def sign_in(page):
    page.goto("/")
    page.fill("[name=login]", "bob@acme.test")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, bob@acme.test")


def copied(page, label):
    """Presses "Copy" at the right of the field, hears what is said, and reads the clipboard."""
    field, button = page.get_by_label(label, exact=True), page.get_by_role("button", name=f"Copy {label}")
    assert button.bounding_box()["x"] >= field.bounding_box()["x"] + field.bounding_box()["width"]
    button.click()
    expect(page.get_by_role("button", name=f"Copied {label}")).to_be_visible()
    expect(page.locator("#announcer")).to_have_text("Copied")
    address = page.evaluate("navigator.clipboard.readText()")
    assert address == field.input_value()
    return address


def send(place, message, to):
    with smtplib.SMTP("127.0.0.1", place.smtp_port, timeout=60) as smtp:
        smtp.sendmail("bob@acme.test", [to], message.as_bytes())


def test_copied_addresses_bring_a_sent_mail_and_a_forwarded_reply_onto_the_timeline(place, page):
    sign_in(page)
    page.get_by_role("link", name="Settings").first.click()
    page.get_by_role("navigation", name="Settings").get_by_role("link", name="Email integrations").click()
    expect(page.get_by_role("link", name="Log and track")).to_have_attribute("aria-current", "page")
    bcc_address, forwarding_address = copied(page, "BCC address"), copied(page, "Forwarding address")

    send(
        place,
        mail(
            sender="Bob Berry <bob@acme.test>",
            subject="Warehouse rollout",
            text="Dear Maya,\n\nhere are the plans.\n",
            attachments=(("plans.pdf", b"%PDF-1.7 plans"),),
        ),
        bcc_address,
    )
    send(
        place,
        mail(sender="bob@acme.test", to=forwarding_address, subject="Fwd: Re", text=FORWARDED),
        forwarding_address,
    )
    until(lambda: place.settled(2), 60)

    page.get_by_role("link", name="Contacts", exact=True).first.click()
    page.get_by_role("link", name="Maya Chen").first.click()
    sent, received = (
        page.locator("summary", has_text="here are the plans"),
        page.locator("summary", has_text="we accept"),
    )
    expect(sent).to_contain_text("by BCC")
    expect(received).to_contain_text("by forwarding")
    expect(received).to_contain_text("Good news.")
    sent.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download plans.pdf").click()
    assert download.value.path().read_bytes() == b"%PDF-1.7 plans"

    page.get_by_role("link", name="Mail", exact=True).first.click()
    expect(page.get_by_text("Logged", exact=True).nth(1)).to_be_visible()


def test_a_mail_on_the_wrong_address_is_logged_with_one_click_and_read_again(place, page):
    sign_in(page)
    page.goto("/a/acme/settings/integrations/email/")
    address = page.get_by_label("Forwarding address", exact=True).input_value()
    for name in ("Wrong address", "Nothing inside"):
        to = "Nora New <nora@review.test>" if name == "Wrong address" else address
        send(place, mail(sender="bob@acme.test", to=to, subject=name), address)

    until(lambda: page.goto("/a/acme/mail/?outcome=review") and page.locator("[name=chosen]").count() == 2)
    page.get_by_role("button", name=re.compile("Log it as sent.*Wrong address")).click()
    page.get_by_role("button", name=re.compile("Reject.*Nothing inside")).click()
    until(lambda: page.goto("/a/acme/mail/?outcome=logged") and page.get_by_role("link", name="Wrong address").count())
    expect(page.get_by_text("to review")).to_have_count(0)

    place.manage("reprocess_mail", "--logged")
    until(lambda: page.goto("/a/acme/mail/?outcome=waiting") and page.get_by_text("No mail has this outcome").count())
    page.goto("/a/acme/contacts/?q=nora")
    page.get_by_role("link", name="Nora New").click()
    expect(page.locator("article").filter(has_text="Wrong address")).to_have_count(1)
