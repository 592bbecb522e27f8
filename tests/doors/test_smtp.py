"""The SMTP receiver, spoken to as mail servers, mail programs and attackers speak to it."""

import smtplib
import socket

import pytest
from django.db import OperationalError, connection

from emaillog import intake
from emaillog.models import InboundMessage, LoggingAddress
from emaillog.smtp import receiver as receiver_module
from tests import factories


def start_mail(smtp, *recipients, sender="alice@acme.test"):
    assert smtp.mail(sender)[0] == 250
    for recipient in recipients:
        assert smtp.rcpt(recipient)[0] == 250
    assert smtp.docmd("DATA")[0] == 354


def test_a_mail_is_kept_as_it_was_sent_before_the_answer_is_yes(smtp, bcc_address, kept):
    raw = b"From: alice@acme.test\r\nSubject: Hi\r\n\r\n.\r\n..two dots\r\n.one\r\n\r\nlast line\r\n"

    assert smtp.sendmail("alice@acme.test", [bcc_address], raw) == {}

    assert kept() == [(bcc_address, raw)]
    row = InboundMessage.objects.get()
    assert (row.door, row.envelope_sender, row.size) == ("smtp", "alice@acme.test", len(raw))
    assert row.account_id
    assert row.route == "bcc"


def test_an_empty_mail_is_kept(smtp, bcc_address, kept, dialogue):
    start_mail(smtp, bcc_address)

    assert dialogue(smtp, b".\r\n").startswith("250 2.0.0")

    assert kept() == [(bcc_address, b"")]


@pytest.mark.parametrize(
    "raw",
    [
        b"\r\n",
        b"\r\n\r\n",
        b"Subject: \xff\xfe8bit \x00 NUL\r\n\r\nbody\r\n",
        b"Subject: " + b"x" * 300_000 + b"\r\n\r\n" + b"y" * 200_001 + b"\r\n",
        b"Subject: bare ends\r\n\r\none\ntwo\rthree\n\n.four\r\n",
        b"a\r\n" * 100_000,
    ],
    ids=["one line end", "two line ends", "8 bit", "very long lines", "bare line ends", "many short lines"],
)
def test_odd_content_is_kept_to_the_byte(smtp, bcc_address, kept, dialogue, raw):
    start_mail(smtp, bcc_address)

    reply = dialogue(smtp, raw.replace(b"\r\n.", b"\r\n..") + b".\r\n")

    assert reply.startswith("250 2.0.0")
    assert kept() == [(bcc_address, raw)]


def test_several_mails_come_by_one_connection_and_may_be_pipelined(smtp, bcc_address, kept):
    one = f"MAIL FROM:<a@acme.test>\r\nRCPT TO:<{bcc_address}>\r\nDATA\r\n"
    smtp.send((one + "first\r\n.\r\n" + one + "second\r\n.\r\n").encode())

    assert [smtp.getreply()[0] for _ in range(8)] == [250, 250, 354, 250] * 2
    assert [raw for _, raw in kept()] == [b"first\r\n", b"second\r\n"]


def test_recipients_of_two_accounts_each_get_the_mail(smtp, bcc_address, other_account, kept):
    theirs = LoggingAddress.objects.pair(other_account)[1].address

    smtp.sendmail("alice@acme.test", [bcc_address, theirs.upper()], factories.mail().as_bytes())

    assert [recipient for recipient, _ in kept()] == [bcc_address, theirs.upper()]
    assert len(set(InboundMessage.objects.values_list("account_id", flat=True))) == 2


def test_an_unknown_logging_address_is_refused_at_once(smtp, bcc_address):
    smtp.mail("alice@acme.test")

    assert smtp.rcpt("bcc-aaaaaaaaaaaaaaaaaaaa@in.blindcopy.test") == (550, b"5.1.1 No such logging address")
    assert smtp.rcpt(bcc_address)[0] == 250


def test_a_retired_logging_address_is_unknown(smtp, bcc_address):
    LoggingAddress.objects.update(retired_at="2026-01-01T00:00Z")
    smtp.mail("alice@acme.test")

    assert smtp.rcpt(bcc_address)[0] == 550


def test_nothing_is_relayed_to_other_domains(smtp):
    smtp.mail("alice@acme.test")

    code, words = smtp.rcpt("somebody@example.com")

    assert (code, words[:28]) == (550, b"5.7.1 Relaying denied: this ")


def test_a_mail_without_an_accepted_recipient_is_not_begun(smtp):
    smtp.mail("alice@acme.test")
    smtp.rcpt("somebody@example.com")

    assert smtp.docmd("DATA")[0] == 503


def test_the_null_sender_is_taken(smtp, bcc_address):
    smtp.sendmail("", [bcc_address], b"Subject: report\r\n\r\nx\r\n")

    assert InboundMessage.objects.get().envelope_sender == ""


def test_senders_and_header_fields_in_any_script_are_taken(smtp, bcc_address):
    smtp.sendmail("用户@例え.jp", [bcc_address], "Subject: 例\r\n\r\nx\r\n".encode(), ["SMTPUTF8", "BODY=8BITMIME"])

    assert InboundMessage.objects.get().envelope_sender == "用户@例え.jp"


def test_the_greeting_names_limits_and_no_versions(smtp, settings):
    fresh = smtplib.SMTP()
    greeting = fresh.connect("127.0.0.1", smtp.sock.getpeername()[1])
    fresh.ehlo()

    assert greeting == (220, b"in.blindcopy.test Blindcopy")
    assert fresh.esmtp_features["size"] == str(settings.MAX_MESSAGE_BYTES) == str(150 * 2**20)
    assert {"8bitmime", "smtputf8", "pipelining"} <= set(fresh.esmtp_features)
    assert "auth" not in fresh.esmtp_features
    fresh.quit()


def test_a_mail_that_says_it_is_too_large_is_refused_before_it_is_sent(smtp, settings):
    settings.MAX_MESSAGE_BYTES = 1000

    assert smtp.mail("alice@acme.test", ["SIZE=1001"])[:2] == (552, b"5.3.4 Message too large")
    assert smtp.mail("alice@acme.test", ["SIZE=1000"])[0] == 250


def test_a_mail_that_is_too_large_is_refused_and_the_next_one_is_taken(smtp, bcc_address, settings, kept):
    settings.MAX_MESSAGE_BYTES = 1000
    start_mail(smtp, bcc_address)

    assert smtp.data is not None
    smtp.send(b"x" * 998 + b"\r\n" + b"y\r\n.\r\n")
    assert smtp.getreply()[0:2] == (552, b"5.3.4 Message too large")

    smtp.sendmail("alice@acme.test", [bcc_address], b"x" * 998 + b"\r\n")
    assert [len(raw) for _, raw in kept()] == [1000]


@pytest.mark.parametrize("end", [b"\n.\r\n", b"\r\n.\n", b"\n.\n", b"\r.\r\n", b"\r\n.\r", b"\r.\r", b"\n.\r"])
def test_a_second_mail_smuggled_behind_a_false_end_is_refused(smtp, bcc_address, kept, dialogue, end):
    smuggled = f"MAIL FROM:<ceo@acme.test>\r\nRCPT TO:<{bcc_address}>\r\nDATA\r\nSubject: forged\r\n"
    start_mail(smtp, bcc_address)

    reply = dialogue(smtp, b"Subject: real\r\n\r\nx" + end + smuggled.encode() + b"\r\n.\r\n")

    assert reply.startswith("550 5.5.2")
    assert kept() == []
    assert smtp.noop()[0] == 250  # nothing of the smuggled commands was answered


def test_a_false_end_in_the_middle_of_a_very_long_line_is_found(smtp, bcc_address, dialogue):
    for length in range(65_530, 65_540):
        start_mail(smtp, bcc_address)

        assert dialogue(smtp, b"x" * length + b"\n.\n" + b"y" * 70_000 + b"\r\n.\r\n").startswith("550 5.5.2")


def test_a_full_disk_is_said_before_anything_breaks(smtp, bcc_address, monkeypatch):
    def full():
        raise intake.NoSpaceError("full")

    monkeypatch.setattr(intake, "check_space", full)

    assert smtp.mail("alice@acme.test")[0:2] == (452, b"4.3.1 Insufficient system storage, try again later")


@pytest.mark.parametrize(
    ("fault", "reply"),
    [
        (OperationalError("gone"), "451 4.3.0"),
        (OSError(5, "I/O"), "451 4.3.0"),
        (OSError(28, "full"), "452 4.3.1"),
        (ZeroDivisionError("ours"), "451 4.3.0"),
    ],
)
def test_a_fault_of_ours_is_temporary_and_the_mail_can_be_sent_again(
    smtp, bcc_address, monkeypatch, dialogue, kept, fault, reply
):
    def broken(*_, **__):
        raise fault

    with monkeypatch.context() as broken_intake:
        broken_intake.setattr(intake, "keep_message", broken)
        start_mail(smtp, bcc_address)
        assert dialogue(smtp, b"x\r\n.\r\n").startswith(reply)

    smtp.sendmail("alice@acme.test", [bcc_address], b"x\r\n")
    assert kept() == [(bcc_address, b"x\r\n")]


def test_a_database_that_is_away_at_the_recipient_is_temporary(smtp, bcc_address, monkeypatch):
    def away(*_):
        raise OperationalError(f"connection to {bcc_address} refused")

    smtp.mail("alice@acme.test")
    with monkeypatch.context() as broken:
        broken.setattr(LoggingAddress.objects, "among", away)
        assert smtp.rcpt(bcc_address) == (451, b"4.3.0 Temporary local problem, try again later")
    assert smtp.rcpt(bcc_address)[0] == 250


def test_connections_that_the_database_cut_are_opened_anew(smtp, bcc_address, kept):
    smtp.sendmail("alice@acme.test", [bcc_address], b"before\r\n")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert cursor.fetchone()[0] > 0

    smtp.sendmail("alice@acme.test", [bcc_address], b"after\r\n")

    assert [raw for _, raw in kept()] == [b"before\r\n", b"after\r\n"]


def test_a_connection_that_breaks_in_the_middle_of_a_mail_leaves_nothing(receiver, bcc_address, kept):
    running = receiver()
    client = smtplib.SMTP("127.0.0.1", running.port)
    client.ehlo()
    start_mail(client, bcc_address)
    client.send(b"Subject: half\r\n\r\nx")
    client.sock.shutdown(socket.SHUT_RDWR)
    client.close()

    with smtplib.SMTP("127.0.0.1", running.port) as again:
        again.sendmail("alice@acme.test", [bcc_address], b"whole\r\n")
    assert kept() == [(bcc_address, b"whole\r\n")]


def test_too_many_connections_are_turned_away_in_words(receiver, monkeypatch):
    monkeypatch.setattr(receiver_module, "MAX_CONNECTIONS", 1)
    running = receiver()

    with smtplib.SMTP("127.0.0.1", running.port), pytest.raises(smtplib.SMTPConnectError) as turned_away:
        smtplib.SMTP("127.0.0.1", running.port)

    assert turned_away.value.smtp_code == 421


def test_stopping_says_goodbye_to_who_is_idle(receiver):
    running = receiver()
    client = smtplib.SMTP("127.0.0.1", running.port)
    client.ehlo()

    running.stop()

    assert client.getreply()[0] == 421
    client.close()


def test_stopping_lets_a_mail_that_is_coming_in_finish(receiver, bcc_address, kept):
    running = receiver()
    client = smtplib.SMTP("127.0.0.1", running.port)
    client.ehlo()
    start_mail(client, bcc_address)
    client.send(b"half of it\r\n")
    running.tell_to_stop()

    client.send(b"the rest\r\n.\r\n")

    assert client.getreply()[0] == 250
    running.thread.join(10)
    assert kept() == [(bcc_address, b"half of it\r\nthe rest\r\n")]
    client.close()


NONSENSE = [
    *(b"\r\n", b"\xff\xfe\r\n", b"MAIL\r\n", b"MAIL FROM:\r\n", b"MAIL FROM:<\r\n", b"RCPT TO:<a@b>\r\n"),
    *(b"DATA\r\n", b"DATA x\r\n", b"AUTH PLAIN AAAA\r\n", b"MAIL FROM:<@>\r\n", b"x" * 90_000 + b"\r\n"),
]


def test_nonsense_is_answered_and_never_breaks_the_session(smtp):
    for line in NONSENSE:
        smtp.send(line)
        assert 500 <= smtp.getreply()[0] < 560, line
    assert smtp.noop()[0] == 250
