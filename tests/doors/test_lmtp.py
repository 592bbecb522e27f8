"""LMTP: one answer per recipient after the mail (RFC 2033)."""

from emaillog.models import InboundMessage, LoggingAddress


def replies(lmtp, count):
    return [lmtp.getreply()[0] for _ in range(count)]


def start_mail(lmtp, *recipients):
    lmtp.mail("alice@acme.test")
    codes = [lmtp.rcpt(recipient)[0] for recipient in recipients]
    lmtp.docmd("DATA")
    return codes


def test_each_accepted_recipient_gets_its_own_answer(lmtp, bcc_address, forwarding_address, kept):
    codes = start_mail(lmtp, bcc_address, "nobody@in.blindcopy.test", forwarding_address)
    lmtp.send(b"Subject: x\r\n\r\nx\r\n.\r\n")

    assert codes == [250, 550, 250]
    assert replies(lmtp, 2) == [250, 250]
    assert lmtp.noop()[0] == 250
    assert [recipient for recipient, _ in kept()] == [bcc_address, forwarding_address]
    assert set(InboundMessage.objects.values_list("door", flat=True)) == {"lmtp"}


def test_the_same_recipient_twice_is_answered_twice_and_kept_once(lmtp, bcc_address, kept):
    start_mail(lmtp, bcc_address, bcc_address)
    lmtp.send(b"x\r\n.\r\n")

    assert replies(lmtp, 2) == [250, 250]
    assert kept() == [(bcc_address, b"x\r\n")]


def test_a_refusal_is_told_once_per_recipient_too(lmtp, bcc_address, other_account, settings):
    settings.MAX_MESSAGE_BYTES = 10
    start_mail(lmtp, bcc_address, LoggingAddress.objects.pair(other_account)[0].address)
    lmtp.send(b"x" * 20 + b"\r\n.\r\n")

    assert replies(lmtp, 2) == [552, 552]
    assert lmtp.noop()[0] == 250


def test_the_greeting_of_smtp_is_not_understood(lmtp):
    assert lmtp.docmd("EHLO x")[0] == 500
    assert lmtp.docmd("HELO x")[0] == 500
