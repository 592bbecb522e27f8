"""A mail that breaks its reader is read with less ambition, apart from everything else, and logged all the same."""

import pytest
from django.utils import timezone

from emaillog import apart, processing, reading
from emaillog.mime.ambition import Ambition
from emaillog.mime.message import parse
from emaillog.mime.source import OnDisk
from emaillog.models import InboundMessage, Status
from emaillog.rejection import Reason
from tests.factories import mail

FILES = (("plan.pdf", b"%PDF-1.7 plan"),)


def again(row):
    InboundMessage.objects.filter(pk=row.pk).update(retry_at=timezone.now())
    processing.process(row.pk)
    return InboundMessage.objects.get(pk=row.pk)


@pytest.fixture
def breaks_at(monkeypatch):
    """The mail breaks its reader at these ambitions: in the worker by an exception, apart by that process's death."""

    def arrange(*ambitions):
        def broken(read, problem):
            def call(source, ambition=Ambition.FULL):
                if ambition in ambitions:
                    raise problem
                return read(source, ambition)

            return call

        monkeypatch.setattr(reading, "parse", broken(parse, RecursionError("too deep")))
        monkeypatch.setattr(apart, "read", broken(apart.read, apart.DiedError("died")))

    return arrange


def test_second_attempt_reads_without_html(account, alice, bcc_address, deliver, breaks_at):
    breaks_at(Ambition.FULL)
    (inbound,) = deliver(mail(text="Dear Maya", html="<p>Dear <b>Maya</b></p>", attachments=FILES), to=bcc_address)
    assert (inbound.status, inbound.strikes) == (Status.RECEIVED, 1)
    inbound = again(inbound)
    assert inbound.status == Status.LOGGED
    email = inbound.email
    assert (email.text.strip(), email.html) == ("Dear Maya", "")
    assert "html_and_attached_messages_not_read" in email.defects
    assert "plan.pdf" in [file.name for file in email.attachments.all()]


def test_third_attempt_logs_the_header_with_the_whole_mail_attached(account, alice, bcc_address, deliver, breaks_at):
    breaks_at(Ambition.FULL, Ambition.LENIENT)
    message = mail(subject="Prices", to="maya@customer.test", attachments=FILES)
    (inbound,) = deliver(message, to=bcc_address)
    inbound = again(again(inbound))
    assert (inbound.status, inbound.strikes) == (Status.LOGGED, 2)
    email = inbound.email
    assert (email.subject, email.to[0]["address"]) == ("Prices", "maya@customer.test")
    assert [(file.name, file.kept, file.size) for file in email.attachments.all()] == [
        ("message.eml", True, inbound.size)
    ]
    assert "only_header_read" in email.defects


def test_forward_of_which_only_the_header_was_read_waits_for_review(
    account, alice, forwarding_address, deliver, breaks_at
):
    breaks_at(Ambition.FULL, Ambition.LENIENT)
    (inbound,) = deliver(mail(subject="Fwd: Prices", to=forwarding_address), to=forwarding_address)
    inbound = again(again(inbound))
    assert (inbound.status, inbound.reason) == (Status.NOT_LOGGED, Reason.UNCLEAR_FORWARD)


def test_mail_that_nothing_can_read_fails_visibly(account, alice, bcc_address, deliver, breaks_at):
    breaks_at(*Ambition)
    (inbound,) = deliver(mail(), to=bcc_address)
    for _attempt in range(4):
        inbound = again(inbound)
    assert (inbound.status, inbound.reason) == (Status.FAILED, Reason.PROCESSING_FAILED)


def test_mail_whose_attempts_never_ended_is_read_apart(account, alice, bcc_address, deliver, monkeypatch):
    read, seen = apart.read, []
    monkeypatch.setattr(apart, "read", lambda *args: seen.append(args[1]) or read(*args))
    (inbound,) = deliver(mail(), to=bcc_address)
    assert (inbound.status, seen) == (Status.LOGGED, [])
    InboundMessage.objects.update(status=Status.RECEIVED, attempts=3)
    assert again(inbound).status == Status.LOGGED
    assert seen == [Ambition.FULL]


def test_process_of_its_own_reads_what_is_piped_to_it():
    raw = mail(html="<p>x</p>", attachments=FILES).as_bytes()
    for ambition in Ambition:
        assert apart.read(raw, ambition) == parse(raw, ambition)


def test_process_of_its_own_reads_a_large_mail_from_its_file(tmp_path):
    path = tmp_path / "large.eml"
    path.write_bytes(mail(attachments=(("a.bin", b"a" * 3_000_000),)).as_bytes())
    with path.open("rb") as file:
        source = OnDisk(file.fileno())
        for ambition in Ambition:
            assert apart.read(source, ambition) == parse(source, ambition)


def test_process_that_hits_its_limit_harms_nobody_and_says_so(monkeypatch):
    monkeypatch.setattr(apart, "MEMORY", 60 * 2**20)
    raw = mail(html="<b>x</b>" * 400_000).as_bytes()
    with pytest.raises(apart.DiedError, match="ended with code"):
        apart.read(raw, Ambition.FULL)
