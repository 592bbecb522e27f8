"""The line's own promises: constant statements, attempts, strikes, transient faults."""

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.models import Company, Contact, TimelineLink
from emaillog import blobs, intake, processing, reading
from emaillog.models import InboundMessage, LoggedEmail, LoggingAddress, Status
from emaillog.rejection import Reason
from tests.factories import contact, deal, mail


def kept(message, address):
    (row,) = intake.keep_message(message.as_bytes(), door="smtp", sender="alice@acme.test", recipients=[address])
    return row


def statements(message, address):
    """Of a mail as nearly all are: the first one of an hour notes as well that its address is used (R39)."""
    LoggingAddress.objects.update(last_used_at=timezone.now())
    return captured_statements(message, address)


def captured_statements(message, address):
    row = kept(message, address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        processing.process(row.pk)
    assert InboundMessage.objects.get(pk=row.pk).status == Status.LOGGED
    return [query["sql"] for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]


def crowd(number, name):
    return ", ".join(f"{name}{n}@town.test" for n in range(number))


def test_statements_a_mail_do_not_grow_with_its_recipients_and_their_new_companies(account, alice, bcc_address):
    few, many = (", ".join(f"p{n}@{name}{n}.test" for n in range(count)) for name, count in (("a", 2), ("b", 40)))
    assert len(statements(mail(to=few), bcc_address)) == len(statements(mail(to=many), bcc_address)) <= 12
    assert Company.objects.count() == 42


def test_companies_cost_two_statements_and_only_the_mail_that_makes_them(account, alice, bcc_address):
    with_new = len(statements(mail(to="p@new.test"), bcc_address))
    assert len(statements(mail(to="q@new.test"), bcc_address)) == with_new - 2


def test_statements_a_mail_to_known_contacts_keep_the_budget(account, alice, bcc_address):
    for n in range(40):
        deal(account, f"Deal {n}", (contact(account, f"k{n}@town.test"),))
    few, many = statements(mail(to=crowd(2, "k")), bcc_address), statements(mail(to=crowd(40, "k")), bcc_address)
    assert len(few) == len(many) <= 12


def test_r39_a_use_of_the_address_costs_one_statement_an_hour(account, alice, bcc_address):
    statements(mail(), bcc_address)
    LoggingAddress.objects.update(last_used_at=None)
    first, second = (captured_statements(mail(subject=each), bcc_address) for each in ("first", "second"))
    assert len(first) == len(second) + 1 <= 12


def test_a_settled_message_is_not_processed_again(account, alice, bcc_address, deliver):
    (inbound,) = deliver(mail(), to=bcc_address)
    processing.process(inbound.pk)
    assert InboundMessage.objects.get(pk=inbound.pk).attempts == 1


def test_a_message_under_lease_is_left_alone(account, alice, bcc_address):
    row = kept(mail(), bcc_address)
    assert InboundMessage.objects.claim(row.pk)
    processing.process(row.pk)
    assert InboundMessage.objects.get(pk=row.pk).status == Status.RECEIVED


def test_a_message_whose_worker_died_is_due_again_when_the_lease_is_over(account, alice, bcc_address):
    row = kept(mail(), bcc_address)
    InboundMessage.objects.claim(row.pk)
    InboundMessage.objects.update(retry_at=timezone.now())
    processing.process(row.pk)
    assert InboundMessage.objects.get(pk=row.pk).status == Status.LOGGED
    assert LoggedEmail.objects.count() == 1


def fail_with(monkeypatch, problem):
    def broken(*_):
        raise problem

    monkeypatch.setattr(reading, "read", broken)


def test_a_transient_fault_is_tried_again_without_end_and_is_no_strike(account, alice, bcc_address, monkeypatch):
    row = kept(mail(), bcc_address)
    fail_with(monkeypatch, OperationalError("the database is away"))
    for _attempt in range(20):
        InboundMessage.objects.update(retry_at=timezone.now())
        processing.process(row.pk)
    row.refresh_from_db()
    assert (row.status, row.attempts, row.strikes) == (Status.RECEIVED, 20, 0)
    assert row.retry_at > timezone.now()


def test_a_fault_of_ours_strikes_and_fails_visibly_after_five(account, alice, bcc_address, monkeypatch):
    row = kept(mail(), bcc_address)
    fail_with(monkeypatch, RecursionError("too deep"))
    for _attempt in range(5):
        InboundMessage.objects.update(retry_at=timezone.now())
        processing.process(row.pk)
    row.refresh_from_db()
    assert (row.status, row.reason) == (Status.FAILED, Reason.PROCESSING_FAILED)


def test_a_message_whose_bytes_are_gone_is_looked_for_two_hours_and_then_fails_visibly(account, alice, bcc_address):
    row = kept(mail(), bcc_address)
    blobs.delete(row.blob)
    for _attempt in range(17):
        InboundMessage.objects.update(retry_at=timezone.now())
        processing.process(row.pk)
    row.refresh_from_db()
    assert row.status == Status.RECEIVED, "the storage may only be away"
    InboundMessage.objects.update(retry_at=timezone.now())
    processing.process(row.pk)
    row.refresh_from_db()
    assert (row.status, row.reason) == (Status.FAILED, Reason.PROCESSING_FAILED)


def test_a_crash_inside_the_transaction_leaves_nothing_half_done(account, alice, bcc_address, monkeypatch):
    row = kept(mail(), bcc_address)
    monkeypatch.setattr(InboundMessage, "settle", lambda *_, **__: (_ for _ in ()).throw(MemoryError()))
    processing.process(row.pk)
    assert not Contact.objects.exists()
    assert not TimelineLink.objects.exists()
    row.refresh_from_db()
    assert (row.status, row.strikes) == (Status.RECEIVED, 1)


def test_every_reason_has_a_sentence_of_its_own():
    sentences = [str(reason.label) for reason in Reason]
    assert all(sentence.endswith(".") and " " in sentence for sentence in sentences)
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize("raw", [b"", b"\0\0\0", b"\xff\xfe garbage without headers", b"Subject: only\r\n"])
def test_garbage_is_kept_with_a_readable_reason(account, alice, bcc_address, deliver, raw):
    (inbound,) = deliver(raw, to=bcc_address)
    assert inbound.status == Status.NOT_LOGGED
    assert inbound.get_reason_display().endswith(".")
