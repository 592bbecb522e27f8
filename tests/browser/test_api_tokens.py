"""A token from the empty page to its end, by keyboard, copied and revoked, on a phone."""

import pytest
from django.test import Client

from crm.models import ApiToken
from tests.browser.looks import NARROW, faults, is_too_wide

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_token_is_made_by_keyboard_copied_and_revoked_after_a_question(open_page, account, bob, scheme):
    page = open_page(bob, color_scheme=scheme, reduced_motion="reduce", **NARROW)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/a/acme/settings/api-tokens/")
    page.get_by_role("link", name="Make a token").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Website form")
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="The token Website form is made").wait_for()
    assert (faults(page), is_too_wide(page)) == ([], False)
    page.get_by_role("button", name="Copy Token").click()
    page.get_by_text("Copied").first.wait_for()
    token = page.evaluate("navigator.clipboard.readText()")
    assert ApiToken.objects.matching(token).exists()

    page.get_by_role("link", name="Done").click()
    page.get_by_role("button", name="Revoke Website form").click()
    page.get_by_text("Revoke the token Website form?").wait_for()
    page.keyboard.press("Escape")
    assert ApiToken.objects.exists()
    page.get_by_role("button", name="Revoke Website form").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    page.get_by_text("The token Website form is revoked").wait_for()
    answer = Client(headers={"Authorization": f"Bearer {token}"}).get("/api/v1/contacts")
    assert answer.status_code == 401
