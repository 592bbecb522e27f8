"""Testing an address: a mail with the code is explained on its page, and nothing of it stands anywhere else."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from contacts.models import Contact, TimelineEntry
from emaillog import intake
from emaillog.models import InboundMessage, LoggedEmail, LoggingAddress, NeverLog, RegisteredAddress, Rehearsal, Status
from tests.emaillog.forwards import forward
from tests.factories import contact, mail


@pytest.fixture
def rehearsal(account, alice) -> Rehearsal:
    return Rehearsal.objects.create(account=account, user=alice, address=LoggingAddress.objects.pair(account)[0])


def forwarded_as(subject: str):
    message = forward("gmail", "both")
    del message["Subject"]
    message["Subject"] = subject
    return message


def nothing_is_logged() -> bool:
    return not (LoggedEmail.objects.exists() or Contact.objects.exists() or TimelineEntry.objects.exists())


def test_a_test_mail_is_explained_and_logged_nowhere(rehearsal, deliver, bcc_address):
    (inbound,) = deliver(mail(subject=f"Hello, TEST {rehearsal.code.upper()}"), to=bcc_address)

    rehearsal.refresh_from_db()
    assert (inbound.status, inbound.reason) == (Status.NOT_LOGGED, "test_mail")
    assert inbound.logger == rehearsal.user
    assert not inbound.in_review
    assert rehearsal.received_at == inbound.received_at
    (found,) = rehearsal.found
    assert found["outcome"] == "logged"
    assert found["logged_by"] == "alice@acme.test"
    assert found["contacts"][0] == {
        "address": "maya@customer.test",
        "action": "create",
        "because": "has no contact yet",
    }
    assert nothing_is_logged()


def test_a_test_mail_is_never_processed_again(rehearsal, deliver, bcc_address):
    (inbound,) = deliver(mail(subject=rehearsal.words), to=bcc_address)

    assert not inbound.can_be_processed_again
    assert not inbound.process_again()


@pytest.mark.parametrize(
    "subject", ["A test", "test bcdfgh", "{code}", "test{code}", "test {code}x"], ids=lambda subject: subject
)
def test_a_mail_without_the_words_of_the_test_is_logged_as_usual(rehearsal, deliver, bcc_address, subject):
    Rehearsal.objects.filter(pk=rehearsal.pk).update(code="zzkkzz")

    (inbound,) = deliver(mail(subject=subject.format(code="zzkkzz")), to=bcc_address)

    assert inbound.status == Status.LOGGED


def test_the_test_is_of_one_address_and_of_one_account(rehearsal, other_account, charlie, deliver, forwarding_address):
    (inbound,) = deliver(forwarded_as(rehearsal.words), to=forwarding_address)
    theirs = LoggingAddress.objects.pair(other_account)[0].address
    (other,) = deliver(mail(sender="charlie@globex.test", subject=rehearsal.words), to=theirs)

    assert (inbound.status, other.status) == (Status.LOGGED, Status.LOGGED)


def test_a_colleague_who_uses_the_code_is_logged_as_usual(rehearsal, bob, deliver, bcc_address):
    (inbound,) = deliver(mail(sender="bob@acme.test", subject=rehearsal.words), to=bcc_address)

    assert inbound.status == Status.LOGGED


def test_a_mail_from_an_unknown_address_says_so_on_the_page_and_waits_for_review(rehearsal, deliver, bcc_address):
    (inbound,) = deliver(mail(sender="alice@home.test", subject=rehearsal.words), to=bcc_address)

    rehearsal.refresh_from_db()
    assert inbound.reason == "unknown_sender"
    assert rehearsal.found[0]["reason"] == "unknown_sender"
    assert nothing_is_logged()


def test_after_ten_minutes_the_test_is_over(rehearsal, deliver, bcc_address):
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=True):
        (inbound,) = deliver(mail(subject=rehearsal.words), to=bcc_address)

    assert inbound.status == Status.LOGGED


def test_a_test_mail_that_a_worker_comes_to_late_is_still_one(rehearsal, drain, bcc_address):
    message = mail(subject=rehearsal.words).as_bytes()
    (row,) = intake.keep_message(message, door="smtp", sender="alice@acme.test", recipients=[bcc_address])
    with time_machine.travel(timezone.now() + timedelta(hours=3), tick=True):
        drain()

    assert InboundMessage.objects.get(pk=row.pk).reason == "test_mail"


def test_the_forwarding_address_is_tested_with_a_forwarded_mail(account, alice, deliver, forwarding_address):
    rehearsal = Rehearsal.objects.create(account=account, user=alice, address=LoggingAddress.objects.pair(account)[1])

    (inbound,) = deliver(forwarded_as(rehearsal.words), to=forwarding_address)

    rehearsal.refresh_from_db()
    assert inbound.reason == "test_mail"
    assert rehearsal.found[0]["outcome"] == "logged"
    assert rehearsal.found[0]["forward"]["confidence"] > 0.5
    assert nothing_is_logged()


def test_a_test_that_names_nobody_is_one_all_the_same(rehearsal, deliver, bcc_address):
    (inbound,) = deliver(mail(to=bcc_address, subject=rehearsal.words), to=bcc_address)

    rehearsal.refresh_from_db()
    assert inbound.reason == "test_mail"
    assert rehearsal.found[0]["reason"] == "no_recipients"


def test_who_shares_the_address_with_others_tests_it_too(rehearsal, account, bob, deliver, bcc_address):
    for user in (rehearsal.user, bob):
        RegisteredAddress.objects.create(
            account=account, user=user, address="info@acme.test", verified_at=timezone.now()
        )
    contact(account, "old@customer.test")

    reasons = {
        deliver(mail(sender="info@acme.test", subject=rehearsal.words, text=str(each)), to=bcc_address)[0].reason
        for each in range(6)
    }

    assert reasons == {"test_mail"}


def test_a_colleagues_mail_with_the_code_is_not_shown_on_the_page(rehearsal, bob, deliver, bcc_address):
    deliver(mail(sender="bob@acme.test", subject=rehearsal.words), to=bcc_address)

    rehearsal.refresh_from_db()
    assert rehearsal.found == []


def test_nothing_stays_of_a_test_that_goes_to_people_who_are_never_logged(rehearsal, account, deliver, bcc_address):
    NeverLog.objects.create(account=account, pattern="customer.test")

    (inbound,) = deliver(mail(subject=f"Salary, {rehearsal.words}"), to=bcc_address)

    rehearsal.refresh_from_db()
    assert (inbound.reason, inbound.blob, inbound.subject) == ("never_logged", "", "")
    assert rehearsal.found[0]["reason"] == "never_logged"
    assert "Salary" not in str(rehearsal.found)
    assert "maya" not in str(rehearsal.found)


def test_the_text_of_a_test_is_not_kept_with_it(rehearsal, deliver, bcc_address):
    deliver(mail(subject=rehearsal.words, text="A confidential offer"), to=bcc_address)

    rehearsal.refresh_from_db()
    assert "confidential" not in str(rehearsal.found)
