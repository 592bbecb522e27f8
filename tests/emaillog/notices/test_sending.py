"""R10: the logger is told by a real delivery status notification (RFC 3464) with a null envelope sender."""

import re
from email.utils import parsedate_to_datetime

from emaillog.models import Notice
from tests.factories import mail

KB = 1024


def test_r10_the_logger_gets_a_delivery_status_notification_with_null_sender(outgoing, losing, bcc_address):
    notice = losing(subject="Our offer", Message_ID="<offer@acme.test>", References="<first@acme.test>")
    (sent,) = outgoing.mails
    message = sent.message
    assert (sent.mail_from, sent.recipients) == ("<>", ["alice@acme.test"])
    assert (notice.status, notice.times, notice.problem) == (Notice.Status.SENT, 1, "")
    assert message.get_content_type() == "multipart/report"
    assert message.get_param("report-type") == "delivery-status"
    assert str(message["From"]) == "Mail Delivery System <mailer-daemon@in.blindcopy.test>"
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["In-Reply-To"] == "<offer@acme.test>"
    assert message["References"] == "<first@acme.test> <offer@acme.test>"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Subject"] == "Not logged: film.mp4"
    assert [part.get_content_type() for part in message.iter_parts()] == [
        "multipart/alternative",
        "message/delivery-status",
        "text/rfc822-headers",
    ]
    assert not [defect for part in message.walk() for defect in part.defects]
    assert bcc_address.encode() not in sent.raw
    assert b"\r\nBcc:" not in sent.raw


def test_r10_its_second_part_says_what_failed_and_why(outgoing, losing, bcc_address):
    notice = losing()
    of_message, of_recipient = outgoing.mails[0].message.get_payload(1).get_payload()
    assert of_message["Reporting-MTA"] == "dns; in.blindcopy.test"
    assert parsedate_to_datetime(of_message["Arrival-Date"]) == notice.inbound.received_at.replace(microsecond=0)
    assert of_recipient["Final-Recipient"] == "rfc822; bcc-***@in.blindcopy.test"
    assert (of_recipient["Action"], of_recipient["Status"]) == ("failed", "5.3.4")
    assert of_recipient["Diagnostic-Code"] == (
        "smtp; 552 5.3.4 Attachment too large: film.mp4 (2048 bytes, limit 1024)"
    )


def test_r10_it_names_each_file_its_size_the_limit_and_the_record(outgoing, losing, settings):
    settings.BASE_URL = "https://crm.acme.test"
    files = (("a.mp4", b"a" * 2 * KB), ("kept.txt", b"k"), ("<b>.mov", b"b" * 3 * KB))
    notice = losing(subject="Fine & small", attachments=files)
    message = outgoing.mails[0].message
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert message["Subject"] == "2 files not logged: Fine & small"
    for part in (text, html.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")):
        for words in ("a.mp4", "<b>.mov", "(2,048 bytes)", "(3,072 bytes)", "larger than the limit of 1\xa0KB"):
            assert words in part
        assert "kept.txt" not in part
        assert f"https://crm.acme.test/a/acme/mail/{notice.email_id}/" in part
        assert "Fine & small" in part
        assert " is logged" in part
    assert "<b>.mov" not in html


def test_its_html_loads_nothing_and_runs_nothing(outgoing, losing):
    losing()
    html = outgoing.mails[0].message.get_body(("html",)).get_content()
    assert not re.search(r"<(script|style|img|link|iframe|form|svg)\b|\b(src|on\w+|background)=|url\(|@import", html)
    assert len(html) < 20_000  # Gmail cuts mails at 102 KB


def test_r10_one_notice_tells_of_a_mail_and_none_of_its_second_copy(outgoing, losing, deliver, bcc_address):
    letter = mail(attachments=(("film.mp4", b"x" * 2 * KB),))
    losing(letter)
    deliver(letter, bcc_address)
    assert len(outgoing.mails) == len(Notice.objects.all()) == 1


def test_r10_a_forward_is_answered_by_its_own_message_id_and_the_originals_people_are_not_written_to(
    outgoing, small_limit, alice, deliver, forwarding_address
):
    inner = mail("Maya <maya@customer.test>", "alice@acme.test", Message_ID="<inner@customer.test>")
    inner.add_attachment(b"x" * 2 * KB, maintype="video", subtype="mp4", filename="film.mp4")
    outer = mail(to=forwarding_address, subject="Fwd: Our offer", Message_ID="<outer@acme.test>")
    outer.add_attachment(inner)
    deliver(outer, forwarding_address)
    (sent,) = outgoing.mails
    assert sent.recipients == ["alice@acme.test"]
    assert sent.message["In-Reply-To"] == "<outer@acme.test>"
    assert forwarding_address.encode() not in sent.raw
    header = sent.message.get_payload(2).get_content()
    assert "To: forward-***@in.blindcopy.test" in header
    assert "Subject: Fwd: Our offer" in header
