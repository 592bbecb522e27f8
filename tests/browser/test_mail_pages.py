"""The pages of mail: accessible, and no wider than the screen."""

import pytest

from emaillog.models import InboundMessage, LoggingRules
from tests.browser.looks import PHONE, faults
from tests.emaillog.forwards import forward
from tests.emaillog.test_what_mails_hold import sent
from tests.factories import mail

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def addresses(account, alice, bcc_address, forwarding_address, deliver):
    """Every page of mail, with something of everything on it."""
    LoggingRules.objects.create(account=account, attachment_limit=1000)
    long = "a" * 400
    message = mail(
        subject=long, html="<p>x</p><img src='https://shop.test/x'>", attachments=((f"{long}.pdf", b"x" * 1001),)
    )
    (logged,) = deliver(message, to=bcc_address)
    (forwarded,) = deliver(forward("gmail", "both"), to=forwarding_address)
    (refused,) = deliver(mail(subject="Not a forward"), to=forwarding_address)
    (invited,), (encrypted,) = (
        deliver(sent(name), to=bcc_address) for name in ("invitation_outlook", "pgp_mime_encrypted")
    )
    for status in ("failed", "duplicate", "received"):
        InboundMessage.objects.create(account=account, logger=alice, status=status, subject=status, blob="x", size=1)
    person = forwarded.email.entry.links.get(account=account, contact__isnull=False).contact_id
    return [
        f"/a/acme/mail/{logged.email_id}/",
        f"/a/acme/mail/{forwarded.email_id}/?view=text",
        f"/a/acme/mail/{invited.email_id}/",
        f"/a/acme/mail/{encrypted.email_id}/",
        "/a/acme/mail/",
        "/a/acme/mail/?outcome=failed",
        f"/a/acme/mail/received/{refused.pk}/",
        f"/a/acme/contacts/{person}/",
        "/a/acme/settings/integrations/email/",
    ]


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("shape", [{}, PHONE], ids=["desk", "phone"])
def test_the_pages_of_mail_are_accessible_and_fit(open_page, alice, addresses, color_scheme, shape):
    page = open_page(alice, color_scheme=color_scheme, reduced_motion="reduce", **shape)
    for address in addresses:
        page.goto(address)
        if "/contacts/" in address:
            page.locator("summary.mail-summary").first.click()
            page.locator(".mail-details > summary").first.click()
            page.wait_for_selector(".mail-head")
            page.evaluate("scrollTo(0, 0)")  # a link that lies half under the bar is no small target
        assert faults(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is too wide"
