"""A mail is removed with the contacts it created, and its pages are accessible and fit."""

import pytest
from playwright.sync_api import expect

from contacts.models import Contact
from emaillog.models import LoggedEmail
from tests.browser.looks import PHONE, faults
from tests.factories import contact, mail

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def email(account, alice, bcc_address, deliver):
    (inbound,) = deliver(mail(to="maya@new-customer.test, tom@new-customer.test"), to=bcc_address)
    return inbound.email


def test_a_mail_is_undone_with_its_contacts(open_page, alice, email):
    page = open_page(alice)
    page.goto(email.get_absolute_url())
    page.get_by_role("link", name="Remove…").click()
    page.get_by_label("Also remove the 2 contacts and the company that it created").check()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("button", name="Process again")).to_be_visible()
    assert (LoggedEmail.objects.count(), Contact.objects.count()) == (0, 0)


def test_another_contact_is_found_while_typing_and_why_tells_who_added_it(open_page, account, alice, email):
    contact(account, "zoe@else.test", first_name="Zoe", last_name="Lang")
    page = open_page(alice)
    page.goto(email.get_absolute_url())
    page.get_by_role("link", name="Change associations").click()
    page.get_by_label("Contact, company or deal").press_sequentially("zoe")
    page.get_by_role("button", name="Add Zoe Lang").click()
    page.goto(email.get_absolute_url())
    page.get_by_text("Why is this here?").click()
    expect(page.get_by_text("Zoe Lang was added by Alice Admin.")).to_be_visible()


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("shape", [{}, PHONE], ids=["desk", "phone"])
def test_the_pages_about_one_mail_are_accessible_and_fit(open_page, alice, email, color_scheme, shape):
    page = open_page(alice, color_scheme=color_scheme, reduced_motion="reduce", **shape)
    for part in ("", "why/", "headers/", "associations/?q=maya", "visibility/", "removal/"):
        page.goto(email.get_absolute_url() + part)
        assert faults(page) == [], part
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{part} is too wide"
