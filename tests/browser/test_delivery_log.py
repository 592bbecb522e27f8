"""A salesperson clears what waits for review: three mails, three ways, by mouse, by keyboard and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from emaillog.models import InboundMessage, Status
from tests.browser.looks import PHONE, faults
from tests.factories import contact, mail

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def waiting(account, alice, bcc_address, forwarding_address, deliver):
    """A call note that forwards nothing, a mail on the wrong address, and a stranger's."""
    contact(account, "zoe@far.test", first_name="Zoe", last_name="Far")
    note = mail(to=forwarding_address, subject="Call with Zoe", text="I spoke to zoe@far.test and to nils@new.test.")
    wrong, stranger = mail(subject="On the wrong address"), mail(sender="spam@nowhere.test", subject="Buy now")
    rows = [deliver(note, to=forwarding_address), deliver(wrong, to=forwarding_address), deliver(stranger, bcc_address)]
    assert InboundMessage.objects.in_review().count() == 3
    return [row for (row,) in rows]


def outcome(row: InboundMessage) -> tuple[str, str]:
    row.refresh_from_db()
    return row.status, row.reason


def test_three_mails_are_resolved_in_three_ways(open_page, alice, waiting, drain):
    note, wrong, stranger = waiting
    page = open_page(alice)
    page.goto("/a/acme/contacts/")
    page.get_by_role("link", name=re.compile("Mail.*3 to review")).click()
    expect(page.get_by_role("link", name="Needs review")).to_have_attribute("aria-current", "page")

    page.get_by_role("link", name="Call with Zoe", exact=True).click()
    page.get_by_label("Name or address of a contact").press_sequentially("far")
    page.get_by_role("button", name=re.compile("Zoe Far")).click()
    expect(page.get_by_role("status").filter(has_text="is being processed")).to_be_visible()
    drain()
    assert outcome(note)[0] == Status.LOGGED
    page.reload()
    page.get_by_role("link", name="Open the mail").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Call with Zoe")

    page.get_by_role("link", name=re.compile("Mail.*2 to review")).click()
    page.get_by_role("button", name=re.compile("Log it as sent.*On the wrong")).click()
    drain()
    assert outcome(wrong)[0] == Status.LOGGED

    page.get_by_role("button", name=re.compile("Reject.*Buy now")).click()
    expect(page.get_by_role("status").filter(has_text="It is rejected")).to_be_visible()
    assert outcome(stranger) == (Status.NOT_LOGGED, "rejected")
    page.goto("/a/acme/mail/")
    expect(page.get_by_text("to review")).to_have_count(0)


def focus(page, role: str, name: str | re.Pattern) -> None:
    """Goes there with the Tab key, as somebody without a mouse does."""
    target = page.get_by_role(role, name=name)
    for _key in range(120):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{name} is not reached by the Tab key.")


def test_three_mails_are_resolved_by_keyboard_alone(open_page, alice, waiting, drain):
    note, wrong, stranger = waiting
    page = open_page(alice)
    page.goto("/a/acme/mail/")
    focus(page, "button", re.compile("Log it as sent.*On the wrong"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="is being processed")).to_be_visible()

    focus(page, "button", re.compile("Reject.*Buy now"))
    page.keyboard.press("Space")
    expect(page.get_by_role("status").filter(has_text="It is rejected")).to_be_visible()

    page.goto(f"/a/acme/mail/received/{note.pk}/")
    focus(page, "button", re.compile("New contact.*nils@new.test"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="is being processed")).to_be_visible()
    drain()
    assert [outcome(row)[0] for row in (note, wrong, stranger)] == [Status.LOGGED, Status.LOGGED, Status.NOT_LOGGED]


def test_my_address_leads_to_where_it_is_proven(open_page, alice, waiting):
    page = open_page(alice)
    page.goto(f"/a/acme/mail/received/{waiting[2].pk}/")
    page.get_by_role("link", name="This is my address too").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My mail addresses")
    expect(page.locator("input[name=address]")).to_have_value("spam@nowhere.test")


def test_a_sender_is_blocked_and_unblocked(open_page, alice, waiting):
    page = open_page(alice)
    page.goto(f"/a/acme/mail/received/{waiting[2].pk}/")
    page.get_by_role("button", name="Block sender").click()
    page.get_by_role("dialog").get_by_role("button", name="Block").click()
    expect(page.get_by_role("status").filter(has_text="spam@nowhere.test is blocked")).to_be_visible()
    page.goto("/a/acme/settings/mail/blocked-senders/")
    page.get_by_role("button", name="Unblock spam@nowhere.test").click()
    expect(page.get_by_text("Nobody is blocked")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_all_on_the_page_are_selected_and_rejected(open_page, alice, waiting, scripts):
    page = open_page(alice, java_script_enabled=scripts)
    page.goto("/a/acme/mail/")
    expect(page.get_by_role("button", name="Reject selected")).to_be_visible(visible=not scripts)
    page.get_by_role("checkbox" if scripts else "link", name="Select all on this page").click()
    expect(page.get_by_role("checkbox", name="Select Buy now")).to_be_checked()
    page.get_by_role("button", name="Reject selected").click()
    expect(page.get_by_role("status").filter(has_text="3 are rejected.")).to_be_visible()
    assert not InboundMessage.objects.in_review().exists()


def test_without_scripts_a_contact_is_found_and_chosen(open_page, alice, waiting, drain):
    page = open_page(alice, java_script_enabled=False)
    page.goto(f"/a/acme/mail/received/{waiting[0].pk}/")
    page.get_by_label("Name or address of a contact").fill("zoe")
    page.locator("#log-to").get_by_role("button", name="Search").click()
    page.get_by_role("button", name=re.compile("Zoe Far")).click()
    drain()
    assert outcome(waiting[0])[0] == Status.LOGGED


def test_typing_finds_mail_at_once(open_page, alice, waiting):
    page = open_page(alice)
    page.goto("/a/acme/mail/")
    page.get_by_label("Subject or sender").press_sequentially("nowhere")
    expect(page.locator(".delivery-subject")).to_have_count(1)
    expect(page).to_have_url(re.compile("q=nowhere"))


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("shape", [{}, PHONE], ids=["desk", "phone"])
def test_the_pages_of_review_are_accessible_and_fit(open_page, alice, account, waiting, color_scheme, shape):
    page = open_page(alice, color_scheme=color_scheme, reduced_motion="reduce", **shape)
    account.inbound_messages.create(subject="x" * 400, blob="x", size=1, in_review=True, status=Status.NOT_LOGGED)
    for address in (
        "mail/",
        "mail/?outcome=all&select=all",
        "mail/?q=nothing+like+this",
        *(f"mail/received/{row.pk}/" for row in waiting),
        "settings/mail/blocked-senders/",
    ):
        page.goto(f"/a/acme/{address}")
        assert faults(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is too wide"
