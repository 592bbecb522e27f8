"""What every page has around it: bar, search, menu, drawer, theme, copy buttons, questions."""

import re

import pytest
from playwright.sync_api import expect

from crm.models import Invitation
from tests.browser.looks import PHONE, faults
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

SETTINGS = ["/a/acme/settings/profile/", "/a/acme/settings/users/", "/accounts/2fa/", "/accounts/password/change/"]


@pytest.fixture
def invitation(account, alice) -> Invitation:
    made = Invitation(account=account, email="maya@acme.test", invited_by=alice)
    made.renew()
    return made


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("shape", [{}, PHONE], ids=["desk", "phone"])
def test_the_pages_of_the_frame_are_accessible(open_page, alice, invitation, color_scheme, shape):
    page = open_page(alice, color_scheme=color_scheme, reduced_motion="reduce", **shape)
    for address in SETTINGS:
        page.goto(address)
        assert faults(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is too wide"
    stranger = open_page(color_scheme=color_scheme, **shape)
    stranger.goto("/accounts/login/")
    stranger.fill("[name=login]", "alice@acme.test")
    stranger.fill("[name=password]", "wrong")
    stranger.get_by_role("button", name="Sign in", exact=True).click()
    expect(stranger.get_by_role("alert").first).to_be_visible()
    assert faults(stranger) == []


def test_the_gear_is_called_settings_and_leads_there(open_page, bob):
    page = open_page(bob)
    page.goto("/accounts/password/change/")

    page.get_by_role("link", name="Settings").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Profile")


@pytest.mark.parametrize("keys", ["/", "Control+k"])
def test_a_key_goes_to_the_search(open_page, bob, keys):
    page = open_page(bob)
    page.goto(SETTINGS[0])

    page.keyboard.press(keys)

    expect(page.locator("[data-search]")).to_be_focused()


def test_a_slash_in_a_field_is_a_slash(open_page, bob):
    page = open_page(bob)
    page.goto(SETTINGS[0])

    page.get_by_label("Name").fill("Bob")
    page.get_by_label("Name").press("/")

    expect(page.get_by_label("Name")).to_have_value(re.compile("/"))


def test_the_look_follows_the_system_until_one_is_chosen(open_page, bob):
    page = open_page(bob, color_scheme="dark")
    page.goto(SETTINGS[0])
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")

    page.get_by_label("Menu of").click()
    page.get_by_role("button", name="Light").click()
    page.reload()

    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")


def renewed(page):
    page.goto("/a/acme/settings/users/")
    page.get_by_role("button", name="New link").click()
    return page.get_by_label("Invitation link", exact=True).input_value()


def test_copy_copies_and_says_so(open_page, alice, invitation):
    page = open_page(alice, permissions=["clipboard-read", "clipboard-write"])
    link = renewed(page)

    page.get_by_role("button", name="Copy").click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    expect(page.locator("#announcer")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == link


def test_copy_works_where_the_clipboard_is_forbidden(open_page, alice, invitation):
    page = open_page(alice)
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    link = renewed(page)

    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    page.locator("[data-copy]").evaluate("b => document.getElementById('invitation-link').removeAttribute('readonly')")
    page.get_by_label("Invitation link", exact=True).fill("")
    page.get_by_label("Invitation link", exact=True).press("Control+v")

    expect(page.get_by_label("Invitation link", exact=True)).to_have_value(link)


def test_a_question_is_asked_before_something_ends(open_page, alice, invitation):
    page = open_page(alice)
    page.goto("/a/acme/settings/users/")

    page.get_by_role("button", name="Withdraw").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    assert Invitation.objects.exists()
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_role("dialog").get_by_role("button", name="Withdraw").click()

    expect(page.get_by_role("status").filter(has_text="withdrawn")).to_be_visible()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_on_a_phone_the_drawer_leads_to_the_sections(open_page, bob, scripts):
    page = open_page(bob, java_script_enabled=scripts, **PHONE)
    page.goto(SETTINGS[0])

    page.get_by_role("link", name="Menu", exact=True).or_(page.get_by_role("button", name="Menu", exact=True)).click()
    page.locator("#drawer").get_by_role("link", name="Contacts").click()

    expect(page).to_have_url(re.compile("/a/acme/contacts/$"))


def test_without_scripts_one_can_sign_in_and_out(open_page, bob):
    page = open_page(java_script_enabled=False)
    page.goto("/accounts/login/?next=/a/acme/settings/profile/")
    page.fill("[name=login]", "Bob@acme.test")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Profile")

    page.get_by_role("main").get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_passkey_is_added_and_signs_in(open_page, bob):
    page = open_page(bob)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": kind | {"isUserVerified": True}})
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Passwordless").check()
    page.get_by_role("main").get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Recovery")

    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/a/acme/settings/profile/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Profile")
