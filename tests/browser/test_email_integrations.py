"""Email integrations in a browser: an address rotated, one tested live, a mail tried; by keyboard alone."""

import io
import re
import smtplib
from contextlib import contextmanager

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from emaillog import trying
from emaillog.models import InboundMessage, LoggedEmail, LoggingAddress, Rehearsal, Trial
from tests.browser.looks import PHONE, faults
from tests.doors.conftest import RunningReceiver
from tests.factories import contact, mail

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/a/acme/settings/integrations/email/"


@pytest.fixture
def send(drain):
    """Sends a mail through a real SMTP receiver, and lets the workers do their part."""
    receiver = RunningReceiver("smtp")

    def sent(message, to):
        with smtplib.SMTP("127.0.0.1", receiver.port, timeout=20) as client:
            client.send_message(message, "alice@acme.test", [to])
        drain()
        return InboundMessage.objects.latest("pk")

    yield sent
    receiver.stop()


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def reach(page, name, role="button"):
    """Tabs until the focus is on what is called so; fails when a whole round did not find it."""
    wanted = page.get_by_role(role, name=name)
    for _each in range(90):
        page.keyboard.press("Tab")
        if wanted.first.evaluate("node => node === document.activeElement"):
            return wanted.first
    raise AssertionError(f"{name} cannot be reached by Tab")


@contextmanager
def refused():
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        yield
    (code, text), *_ = refusal.value.recipients.values()
    assert code == 550
    assert b"5.1.1" in text


def test_r39_rotate_an_address_the_old_one_still_logs_until_it_is_stopped(open_page, account, alice, send):
    old = LoggingAddress.objects.pair(account)[0]
    page = open_page(alice)
    page.goto(PAGE)

    page.get_by_role("link", name="Rotate… BCC address").click()
    page.get_by_role("button", name="Rotate").click()
    expect(page.get_by_role("status").filter(has_text="there is a new one")).to_be_visible()
    new = page.get_by_label("BCC address", exact=True).input_value()
    assert new != old.address
    assert send(mail(), old.address).status == "logged"
    assert send(mail(subject="Next", text="Next"), new).status == "logged"

    page.get_by_role("button", name=re.compile("^Stop now")).click()
    page.get_by_role("dialog").get_by_role("button", name="Stop now").click()
    expect(page.get_by_role("status").filter(has_text="takes no mail any more")).to_be_visible()

    with refused():
        send(mail(subject="Late", text="Late"), old.address)
    assert LoggedEmail.objects.count() == 2


def test_an_address_is_tested_live(open_page, account, alice, send):
    contact(account, "maya@customer.test", first_name="Maya")
    page = open_page(alice)
    page.goto(PAGE)
    page.get_by_role("button", name="Test this address BCC address").click()
    expect(page.get_by_text("Waiting for your mail")).to_be_visible()
    words, address = page.get_by_label("Words for the subject").input_value(), page.get_by_label("BCC address")

    send(mail(subject=f"Hello {words}"), address.input_value())

    expect(page.get_by_text("It works.")).to_be_visible(timeout=10_000)
    expect(page.get_by_text("maya@customer.test: on this contact's timeline")).to_be_visible()
    assert not LoggedEmail.objects.exists()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_mail_is_tried(open_page, alice, bcc_address, tmp_path, scripts):
    file = tmp_path / "offer.eml"
    file.write_bytes(mail(cc="bob@acme.test").as_bytes())
    page = open_page(alice, java_script_enabled=scripts)
    page.goto(PAGE)
    page.get_by_role("link", name="Try a message").click()
    page.get_by_label("The mail as a file").set_input_files(file)
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("is being read")).to_be_visible()

    trying.explain(Trial.objects.get().pk)
    if not scripts:
        page.get_by_role("link", name="Reload to see the answer").click()

    expect(page.get_by_text("Would be logged", exact=True)).to_be_visible(timeout=10_000)
    expect(page.get_by_text("maya@customer.test: a contact would be created")).to_be_visible()
    assert not LoggedEmail.objects.exists()


def test_a_file_can_be_dropped(open_page, alice, bcc_address):
    page = open_page(alice)
    page.goto(f"{PAGE}try/")
    text = mail().as_string()
    dropped = page.evaluate_handle(
        "text => { const files = new DataTransfer();"
        " files.items.add(new File([text], 'dropped.eml', {type: 'message/rfc822'})); return files }",
        text,
    )
    page.get_by_label("The mail as a file").evaluate("(field, files) => { field.files = files.files }", dropped)
    page.get_by_role("button", name="Try it").click()

    expect(page.get_by_text("dropped.eml")).to_be_visible()


def test_r39_everything_is_done_by_keyboard(open_page, account, alice):
    old = LoggingAddress.objects.pair(account)[0]
    page = open_page(alice)
    page.goto(PAGE)

    reach(page, "Rotate… BCC address", "link")
    press(page, "Enter")
    page.wait_for_url("**/rotate/")
    reach(page, "Rotate")
    press(page, "Enter")
    expect(page.get_by_role("status").filter(has_text="there is a new one")).to_be_visible()
    reach(page, re.compile("^Stop now"))
    press(page, "Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    press(page, "Tab", "Enter")
    expect(page.get_by_role("status").filter(has_text="takes no mail any more")).to_be_visible()
    assert not LoggingAddress.objects.among([old.address]).exists()

    reach(page, "Test this address BCC address")
    press(page, "Enter")
    expect(page.get_by_text("Waiting for your mail")).to_be_visible()
    page.goto(PAGE)
    outlook = page.locator("summary", has_text="Outlook")
    outlook.focus()
    press(page, "Enter")
    expect(page.get_by_text("use no rule for this")).to_be_visible()


@pytest.fixture
def addresses(account, alice, deliver, bcc_address, forwarding_address):
    """Each page, with as much on it as there can be."""
    bcc, forwarding = LoggingAddress.objects.pair(account)
    bcc.rotate(14)
    LoggingAddress.objects.filter(pk=forwarding.pk).update(leaked_at=timezone.now(), last_used_at=timezone.now())
    waiting = Rehearsal.objects.create(account=account, user=alice, address=forwarding)
    passed = Rehearsal.objects.create(account=account, user=alice, address=bcc)
    failed = Rehearsal.objects.create(account=account, user=alice, address=bcc)
    over = Rehearsal.objects.create(account=account, user=alice, address=forwarding, ends_at=timezone.now())
    deliver(mail(subject=passed.words), to=bcc.address)
    deliver(mail(sender="else@home.test", subject=failed.words), to=bcc.address)
    long = mail(subject="s" * 300, cc="bob@acme.test, tom@customer.test", attachments=((f"{'f' * 200}.pdf", b"x"),))
    messages = [io.BytesIO(message.as_bytes()) for message in (long, mail(sender="else@home.test"), long)]
    *tried, waits = (trying.start(account, alice, bcc, "offer.eml", message) for message in messages)
    for one in tried:
        trying.explain(one.pk)
    tests = [f"{PAGE}tests/{one.pk}/" for one in (waiting, passed, failed, over)]
    return [
        PAGE,
        f"{PAGE}{LoggingAddress.objects.pair(account)[0].pk}/rotate/",
        f"{PAGE}qr/",
        f"{PAGE}try/",
        *tests,
        *(f"{PAGE}try/{one.pk}/" for one in (*tried, waits)),
    ]


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("shape", [{}, PHONE], ids=["desk", "phone"])
def test_the_pages_are_accessible_and_fit(open_page, alice, addresses, color_scheme, shape):
    page = open_page(alice, color_scheme=color_scheme, reduced_motion="reduce", **shape)
    for address in addresses:
        page.goto(address)
        assert faults(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is too wide"
