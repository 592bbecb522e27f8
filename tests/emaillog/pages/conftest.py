"""A mail of Alice's on Maya's timeline, with everything that its page shows."""

import re

import pytest
from django.urls import reverse

from emaillog.models import Attachment, LoggedEmail
from tests.emaillog.pages.address_page import AddressPage
from tests.factories import company, contact, deal, mail

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 50
HTML = '<p>Dear Maya</p><img src="cid:logo@acme"><img src="https://shop.test/pixel.gif"><a href="https://ok.test">x</a>'


@pytest.fixture
def maya(account):
    customer = company(account, "Customer Ltd")
    person = contact(account, "maya@customer.test", first_name="Maya", last_name="Chen", company=customer)
    deal(account, "The big deal", contacts=(person,))
    return person


@pytest.fixture
def log(account, alice, bcc_address, deliver):
    """Logs a mail as Alice does, by BCC, and gives what became of it."""

    def logged(message=None, route=bcc_address, **fields) -> LoggedEmail:
        (inbound,) = deliver(message or mail(**fields), to=route)
        assert inbound.email, (inbound.status, inbound.reason, inbound.problem)
        return inbound.email

    return logged


@pytest.fixture
def illustrated(log, maya) -> LoggedEmail:
    """A mail with HTML, an inline image and an attachment."""
    message = mail(html=HTML, attachments=(("offer.pdf", b"%PDF-1.7 offer"),), cc="Tom Ford <tom@customer.test>")
    related = message.get_payload()[0].get_payload()[1]
    related.add_related(PNG, "image", "png", cid="<logo@acme>", filename="logo.png")
    return log(message)


@pytest.fixture
def at(account):
    """The address of a page of Acme's."""
    return lambda name, *args: reverse(name, args=[account.slug, *args])


@pytest.fixture
def bring_back(signed_in, alice, at, drain):
    def clicked(inbound, by=alice):
        signed_in(by).post(at("process_again", inbound.pk))
        drain()
        inbound.refresh_from_db()
        return inbound

    return clicked


@pytest.fixture
def frame_of(signed_in, at):
    """What a user's browser gets in the frame of a mail."""

    def answered(user, email, query=""):
        client = signed_in(user)
        page = client.get(at("email", email.pk) + query).content.decode()
        return client.get(re.search(r'<iframe[^>]*\ssrc="([^"]+)"', page)[1])

    return answered


@pytest.fixture
def attachment_of():
    return lambda email, name: Attachment.objects.get(account=email.account, email=email, name=name)


@pytest.fixture
def visiting(signed_in):
    """ "My mail addresses" in somebody's browser."""
    return lambda person: AddressPage(signed_in(person))


@pytest.fixture
def remove(signed_in, alice, at, django_capture_on_commit_callbacks):
    """Removes a mail as somebody does on its page."""

    def sent(email, by=alice, **form):
        with django_capture_on_commit_callbacks(execute=True):
            return signed_in(by).post(at("email_removal", email.pk), form)

    return sent
