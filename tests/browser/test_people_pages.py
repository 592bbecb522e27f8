"""Rules, never-log lists and people without a contact in a real browser: accessible, and no wider than the screen."""

import pytest

from emaillog.models import LoggingRules, NeverLog
from tests.browser.looks import PHONE, faults
from tests.factories import contact, mail

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = [{"viewport": {"width": 1280, "height": 900}}, PHONE]


@pytest.fixture
def addresses(account, alice, bcc_address, deliver):
    LoggingRules.objects.create(account=account, new_contacts_a_mail=2)
    crowd = ", ".join(f"Person {n} <person.{n}@town{n}.test>" for n in range(14))
    (logged,) = deliver(mail(to=crowd, subject="To the whole town"), to=bcc_address)
    tom = contact(account, "person.9@town9.test", "tom@gmail.com", first_name="Tom", last_name="Ford")
    for pattern, user in (("doctor@clinic.test", alice), ("a" * 60 + ".court.test", alice), ("bank.test", None)):
        NeverLog.objects.create(account=account, pattern=pattern, user=user)
    return [
        "/a/acme/settings/rules/",
        "/a/acme/settings/never-log/",
        f"/a/acme/contacts/{tom.pk}/",
        f"/a/acme/mail/{logged.email_id}/",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=["wide", "phone"])
def test_every_page_is_accessible_and_fits(open_page, alice, addresses, size, scheme):
    page = open_page(alice, color_scheme=scheme, **size)
    for address in addresses:
        page.goto(address)
        for menu in page.query_selector_all("details.menu > summary, .awaited summary"):
            menu.click()
        page.evaluate("scrollTo(0, 0)")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is too wide"
        assert faults(page) == []


def test_r33_never_log_from_a_contacts_menu_asks_first_and_is_undone_on_the_list(open_page, alice, addresses):
    page = open_page(alice)
    page.goto(addresses[2])
    page.click("details.menu > summary")
    page.click(".menu-item:has-text('Never log town9.test')")
    page.click("#confirm button[value=yes]")
    page.wait_for_selector("text=is never logged from now on")
    page.goto(addresses[1])
    page.click("li:has-text('town9.test') >> text=Remove")
    assert faults(page) == []
    page.click("text=Undo")
    page.wait_for_selector("li:has-text('town9.test')")
    assert NeverLog.objects.filter(pattern="town9.test", user=alice).exists()


def test_r14_the_people_beyond_the_limit_are_added_with_one_click(open_page, alice, addresses):
    page = open_page(alice)
    page.goto(addresses[3])
    page.click("text=Add them")
    page.wait_for_selector("text=12 people are added.")
