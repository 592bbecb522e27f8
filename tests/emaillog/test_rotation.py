"""What mail tells of the logging addresses themselves (R39): used, leaked, replaced."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from emaillog.models import LoggingAddress, Route
from emaillog.rejection import Reason
from tests.emaillog.forwards import forward
from tests.factories import contact, mail


@pytest.fixture
def leaked(account):
    """The routes whose addresses are marked."""
    return lambda: set(
        LoggingAddress.objects.filter(account=account, leaked_at__isnull=False).values_list("route", flat=True)
    )


def test_r39_an_address_that_nobody_could_read_is_not_marked(
    account, alice, bob, bcc_address, forwarding_address, deliver, leaked
):
    deliver(mail(Bcc=bcc_address), to=bcc_address)
    deliver(mail(to="bob@acme.test", cc=bcc_address), to=bcc_address)
    deliver(forward("gmail", "both", to=forwarding_address), to=forwarding_address)
    deliver(forward("outlook", "both", to=f"bob@acme.test, {forwarding_address}"), to=forwarding_address)
    assert leaked() == set()


@pytest.mark.parametrize("field", ["to", "cc"])
def test_r39_an_address_that_a_recipient_could_read_is_marked_as_leaked(
    account, alice, bcc_address, deliver, leaked, field
):
    message = mail(**{"to": "maya@customer.test", field: f"maya@customer.test, {bcc_address.upper()}"})
    (inbound,) = deliver(message, to=bcc_address)
    assert inbound.reason == Reason.LOGGED
    assert leaked() == {Route.BCC}


def test_r39_the_other_address_that_stands_there_is_marked(
    account, alice, bcc_address, forwarding_address, deliver, leaked
):
    (inbound,) = deliver(mail(cc=bcc_address), to=forwarding_address)
    assert inbound.reason == Reason.USE_BCC_ADDRESS
    assert leaked() == {Route.BCC}


def test_r39_an_address_that_a_contact_answered_to_is_marked(account, alice, bcc_address, deliver, leaked):
    contact(account, "maya@customer.test")
    (inbound,) = deliver(mail(sender="maya@customer.test", to="alice@acme.test", cc=bcc_address), to=bcc_address)
    assert inbound.reason == Reason.SENDER_IS_CONTACT
    assert leaked() == {Route.BCC}


def test_r39_an_address_in_the_header_of_a_forwarded_mail_is_marked(
    account, alice, bcc_address, forwarding_address, deliver, leaked
):
    wrapper = mail(to=forwarding_address, subject="Fwd", text="See attached.")
    wrapper.add_attachment(mail(sender="maya@customer.test", to="alice@acme.test", cc=bcc_address))
    (inbound,) = deliver(wrapper, to=forwarding_address)
    assert inbound.reason == Reason.LOGGED
    assert leaked() == {Route.BCC}


def test_r39_the_moment_of_the_first_leak_stays(account, alice, bcc_address, deliver, time_machine):
    start = timezone.now()
    for hours in (0, 2):
        time_machine.move_to(start + timedelta(hours=hours), tick=False)
        deliver(mail(cc=bcc_address), to=bcc_address)
    assert LoggingAddress.objects.get(route=Route.BCC).leaked_at == start


def test_r39_an_address_of_another_account_is_none_of_ours_to_mark(account, alice, other_account, bcc_address, deliver):
    theirs = LoggingAddress.objects.pair(other_account)[0]
    deliver(mail(cc=theirs.address), to=bcc_address)
    theirs.refresh_from_db()
    assert theirs.leaked_at is None


def test_r39_the_last_use_is_noted_once_an_hour(account, alice, bcc_address, deliver, time_machine):
    start, seen = timezone.now(), []
    for minutes in (0, 59, 61, 500):
        time_machine.move_to(start + timedelta(minutes=minutes), tick=False)
        deliver(mail(subject=f"after {minutes}"), to=bcc_address)
        seen.append((LoggingAddress.objects.get(route=Route.BCC).last_used_at - start) // timedelta(minutes=1))
    assert seen == [0, 0, 61, 500]
    assert LoggingAddress.objects.get(route=Route.FORWARD).last_used_at is None


def test_r39_a_stranger_does_not_use_an_address(account, alice, bcc_address, deliver):
    deliver(mail(sender="eve@evil.test"), to=bcc_address)
    assert LoggingAddress.objects.get(route=Route.BCC).last_used_at is None


def test_r39_a_replaced_address_works_on_for_its_grace_and_its_mails_say_so(
    account, alice, bcc_address, by_smtp, signed_in
):
    old = LoggingAddress.objects.get(route=Route.BCC)
    new = old.rotate(14)
    by_old, by_new = (by_smtp(mail().as_bytes().replace(b"\n", b"\r\n"), to=each.address) for each in (old, new))
    assert (by_old.reason, by_new.reason) == (Reason.LOGGED, Reason.LOGGED)
    assert (by_old.came_to_old_address, by_new.came_to_old_address) == (True, False)
    pages = (signed_in(alice).get(reverse("delivery", args=[account.slug, each.pk])) for each in (by_old, by_new))
    assert ["has been replaced" in page.content.decode() for page in pages] == [True, False]


def test_r39_after_its_grace_a_replaced_address_is_refused_at_the_door(bcc_address, smtp, time_machine):
    LoggingAddress.objects.get(route=Route.BCC).rotate(14)
    time_machine.move_to(timezone.now() + timedelta(days=15))
    smtp.mail("alice@acme.test")
    assert smtp.rcpt(bcc_address)[0] == 550


def test_r39_after_its_grace_mail_by_a_provider_says_that_there_is_no_such_address(
    account, alice, bcc_address, by_webhook
):
    LoggingAddress.objects.get(route=Route.BCC).rotate(0)
    inbound = by_webhook(mail().as_bytes())
    assert (inbound.account, inbound.reason, inbound.logger) == (account, Reason.UNKNOWN_ADDRESS, alice)


def test_r39_a_mail_that_came_within_the_grace_is_processed_after_it(
    account, alice, bcc_address, deliver, drain, time_machine
):
    (inbound,) = deliver(mail(sender="eve@evil.test"), to=bcc_address)
    LoggingAddress.objects.get(route=Route.BCC).rotate(0)
    inbound.decision = {"user": alice.pk, "trusts_sender": True, "is_received": True}
    inbound.save()
    inbound.process_again()
    drain()
    inbound.refresh_from_db()
    assert inbound.reason == Reason.LOGGED
