"""Storage that is full, a database that says no, envelopes that make no sense: nothing is lost, all of it is said."""

import errno

import pytest
from django.core.files.storage import default_storage
from django.db import DataError, OperationalError
from django.utils import timezone

from contacts.models import Contact, ContactEmail, TimelineEntry
from emaillog import intake, logbook, processing, reading
from emaillog.models import InboundMessage, LoggedEmail, LoggingAddress, Status
from emaillog.rejection import Reason
from tests.factories import mail, user

FILES = (("a.bin", b"a" * 1000), ("b.bin", b"b" * 1000))


def again(row: InboundMessage) -> InboundMessage:
    """The next attempt, as the sweeper starts it."""
    InboundMessage.objects.filter(pk=row.pk).update(retry_at=timezone.now())
    processing.process(row.pk)
    return InboundMessage.objects.get(pk=row.pk)


def test_full_storage_leaves_the_mail_waiting_until_there_is_room(account, alice, bcc_address, deliver, monkeypatch):
    save, tried = default_storage.save, []

    def full(name, content, max_length=None):
        tried.append(name)
        if len(tried) > 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        return save(name, content, max_length)

    monkeypatch.setattr(type(default_storage._wrapped), "save", lambda _self, *args, **more: full(*args, **more))
    (inbound,) = deliver(mail(attachments=FILES), to=bcc_address)
    assert (inbound.status, inbound.strikes) == (Status.RECEIVED, 0)
    assert "No space left" in inbound.problem
    assert not TimelineEntry.objects.exists()
    monkeypatch.undo()
    inbound = again(inbound)
    assert (inbound.status, inbound.problem) == (Status.LOGGED, "")
    assert [file.kept for file in inbound.email.attachments.all()] == [True, True]


@pytest.mark.parametrize("problem", [OperationalError("deadlock detected"), DataError("out of range"), MemoryError()])
def test_error_in_the_transaction_leaves_nothing_and_is_tried_again(
    account, alice, bcc_address, deliver, monkeypatch, problem
):
    write = logbook.write

    def broken(*args):
        write(*args)
        raise problem

    monkeypatch.setattr(logbook, "write", broken)
    (inbound,) = deliver(mail(attachments=FILES), to=bcc_address)
    assert inbound.status == Status.RECEIVED
    assert not LoggedEmail.objects.exists()
    assert not Contact.objects.exists()
    monkeypatch.undo()
    assert again(inbound).status == Status.LOGGED
    assert LoggedEmail.objects.count() == 1


@pytest.mark.parametrize("words", ["a NUL \0 in it", "a surrogate \udc80 in it", "x" * 10_000])
def test_problem_in_any_words_counts_its_strike(account, alice, bcc_address, deliver, monkeypatch, words):
    monkeypatch.setattr(reading, "read", lambda *_: (_ for _ in ()).throw(ValueError(words)))
    (inbound,) = deliver(mail(), to=bcc_address)
    for _attempt in range(4):
        inbound = again(inbound)
    assert (inbound.status, inbound.reason) == (Status.FAILED, Reason.PROCESSING_FAILED)


def test_log_says_where_a_mail_struck_but_quotes_nothing_of_it(
    account, alice, bcc_address, deliver, monkeypatch, caplog
):
    words = "LINE 1: VALUES ('Our secret offer to maya@customer.test')"

    def broken(*_):
        raise DataError(words)

    monkeypatch.setattr(logbook, "write", broken)
    deliver(mail(), to=bcc_address)
    for said in ("message_struck", "in log_draft", "DataError"):
        assert said in caplog.text
    for secret in ("secret offer", "maya", bcc_address.partition("@")[0]):
        assert secret not in caplog.text


def test_attempt_that_fails_after_another_settled_changes_nothing(account, alice, bcc_address, monkeypatch):
    (row,) = intake.keep_message(mail().as_bytes(), door="smtp", sender="", recipients=[bcc_address])
    attempt = processing.attempt

    def overtaken(inbound):
        attempt(InboundMessage.objects.get(pk=inbound.pk))
        inbound.strikes = processing.STRIKES - 1
        raise ValueError("too late")

    monkeypatch.setattr(processing, "attempt", overtaken)
    processing.process(row.pk)
    row.refresh_from_db()
    assert (row.status, row.problem, row.strikes) == (Status.LOGGED, "", 0)


@pytest.mark.parametrize("sender", ["a\0b@x.test", "\udc80@x.test", "x" * 5000, "<script>alert(1)</script>"])
def test_any_envelope_sender_is_kept(account, alice, bcc_address, deliver, sender):
    (inbound,) = deliver(mail(), to=bcc_address, mail_from=sender)
    assert inbound.status == Status.LOGGED
    assert len(inbound.envelope_sender) <= 320


@pytest.mark.parametrize("recipient", ["a\0b@{}", "\udc80@{}", "\0", "", "@", "a@b@{}", "x" * 5000])
def test_any_envelope_recipient_is_kept(account, alice, bcc_address, deliver, recipient):
    domain = bcc_address.rpartition("@")[2]
    (lost,) = deliver(mail(), to=recipient.format(domain))
    assert (lost.status, lost.reason) == (Status.NOT_LOGGED, Reason.UNKNOWN_ADDRESS)
    (inbound,) = deliver(mail(), to=[recipient.format(domain), bcc_address])
    assert inbound.status == Status.LOGGED


def test_one_address_in_two_spellings_is_one_message(account, alice, bcc_address, deliver):
    local, _at, domain = bcc_address.partition("@")
    rows = deliver(mail(), to=[bcc_address, bcc_address.upper(), f"{local}@{domain}."])
    assert [row.status for row in rows] == [Status.LOGGED]


def test_mail_to_no_logging_address_says_the_same_when_processed_again(account, alice, deliver):
    (inbound,) = deliver(mail(), to="bcc-nobody@in.blindcopy.test")
    assert inbound.process_again()
    inbound = again(inbound)
    assert (inbound.status, inbound.reason) == (Status.NOT_LOGGED, Reason.UNKNOWN_ADDRESS)
    assert (inbound.account, inbound.logger, inbound.strikes) == (account, alice, 0)


def test_mail_whose_logging_address_is_gone_is_still_processed(account, alice, bcc_address, deliver):
    (row,) = intake.keep_message(mail().as_bytes(), door="smtp", sender="", recipients=[bcc_address])
    LoggingAddress.objects.all().delete()
    assert again(row).status == Status.LOGGED


def test_user_whose_domain_has_umlauts_logs_and_is_no_contact(account, deliver, bcc_address):
    user(account, "jürgen@müller.test")
    user(account, "eva@müller.test")
    raw = "From: jürgen@müller.test\r\nTo: maya@customer.test, eva@xn--mller-kva.test\r\nCc: eva@müller.test\r\n\r\nx"
    (inbound,) = deliver(raw.encode(), to=bcc_address)
    assert inbound.status == Status.LOGGED
    assert [email.address for email in ContactEmail.objects.all()] == ["maya@customer.test"]


def test_forward_of_which_a_part_was_refused_says_so(account, alice, bob, forwarding_address, deliver):
    wrapper = mail(to=forwarding_address, subject="Two", text="")
    wrapper.add_attachment(mail(sender="maya@customer.test", to="alice@acme.test", subject="from outside"))
    wrapper.add_attachment(mail(sender="bob@acme.test", to="alice@acme.test", subject="among colleagues"))
    (inbound,) = deliver(wrapper, to=forwarding_address)
    assert (inbound.status, inbound.email.subject) == (Status.LOGGED, "from outside")
    assert "another_mail_of_this_forward_not_logged" in inbound.email.defects


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc", "Europe", ""])
def test_users_time_zone_that_is_none_does_not_stop_their_mail(account, alice, bcc_address, deliver, zone):
    alice.time_zone = zone
    alice.save()
    (inbound,) = deliver(mail(Date="Mon, 23 Nov 2026 10:00:00"), to=bcc_address)
    assert f"{inbound.email.occurred_at:%H:%M %Z}" == "10:00 UTC"


def test_second_user_is_noted_though_another_mail_of_the_forward_is_new(
    account, alice, bob, forwarding_address, deliver
):
    known, new = (mail(sender=f"{name}@customer.test", to="alice@acme.test", subject=name) for name in ("maya", "tom"))

    def forwarded(sender, *originals):
        wrapper = mail(sender=sender, to=forwarding_address, subject="Fwd", text="")
        for original in originals:
            wrapper.add_attachment(original)
        return deliver(wrapper, to=forwarding_address)[0]

    forwarded("alice@acme.test", known)
    assert forwarded("bob@acme.test", known, new).status == Status.LOGGED
    notes = {email.subject: [also.user for also in email.also_logged.all()] for email in LoggedEmail.objects.all()}
    assert notes == {"maya": [bob], "tom": []}


def test_reply_that_reaches_the_forwarding_address_by_bcc_names_the_other_address(
    account, alice, forwarding_address, deliver
):
    text = "Thank you!\n\nOn Mon, Nov 23, 2026 at 9:14 AM Maya Chen <maya@customer.test> wrote:\n\n> we accept.\n"
    (inbound,) = deliver(mail(subject="Re: Our offer", text=text), to=forwarding_address)
    assert inbound.reason == Reason.USE_BCC_ADDRESS
