"""R8 to R11: what is too large is left out of a mail, noted for the administrators, and told once."""

from emaillog.models import BouncedAttachment, LoggingRules, Notice
from tests.factories import mail

KB = 1024


def test_r11_what_was_left_out_is_noted_with_its_size_its_limit_and_its_notice(account, alice, deliver, bcc_address):
    LoggingRules.objects.create(account=account, attachment_limit=KB)
    deliver(mail(attachments=(("big.bin", b"x" * (KB + 1)), ("small.bin", b"x" * KB))), bcc_address)
    bounced = BouncedAttachment.objects.select_related("attachment", "notice").get()
    assert (bounced.attachment.name, bounced.size, bounced.limit) == ("big.bin", KB + 1, KB)
    assert (bounced.user, bounced.status, bounced.notice.recipient) == (alice, "open", "alice@acme.test")


def test_r10_one_notice_tells_of_all_that_one_mail_left_out(account, alice, deliver, bcc_address):
    LoggingRules.objects.create(account=account, attachment_limit=KB)
    deliver(mail(attachments=(("a.bin", b"a" * 2 * KB), ("b.bin", b"b" * 3 * KB))), bcc_address)
    assert BouncedAttachment.objects.count() == 2
    assert Notice.objects.get().bounced.count() == 2


def test_a_mail_that_keeps_everything_has_no_notice(alice, deliver, bcc_address):
    deliver(mail(attachments=(("a.bin", b"a" * KB),)), bcc_address)
    assert not Notice.objects.exists()


def test_a_higher_limit_and_reading_again_stores_it_after_all(account, alice, deliver, drain, bcc_address):
    rules = LoggingRules.objects.create(account=account, attachment_limit=KB)
    (inbound,) = deliver(mail(attachments=(("big.bin", b"x" * 2 * KB),)), bcc_address)
    rules.attachment_limit = 4 * KB
    rules.save()
    type(inbound).objects.filter(pk=inbound.pk).log_again()
    drain()
    assert BouncedAttachment.objects.get().status == BouncedAttachment.Status.STORED
