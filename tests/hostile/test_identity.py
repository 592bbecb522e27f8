"""What makes two mails the same one, what must not, and mail that says nothing (nasty inputs N20 to N24, N26, N27)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from emaillog.mime.defects import Defect
from emaillog.models import InboundMessage, LoggedEmail, LoggingAddress, Receipt, Status
from emaillog.rejection import Reason
from tests.factories import mail
from tests.hostile import showing
from tests.hostile.mails import GARBAGE, raw


def test_n20_one_mail_to_addresses_of_two_accounts_is_one_entry_in_each(
    configured, post, drain, alice, bcc_address, other_account, charlie, signed_in
):
    theirs = LoggingAddress.objects.pair(other_account)[0].address
    other_account.memberships.create(user=alice)
    (made,) = configured("ses, in sns").posts(mail().as_bytes(), [bcc_address, theirs])
    assert post(made).status_code == 200
    drain()
    rows = InboundMessage.objects.order_by("account_id")
    assert [(row.status, row.account.name) for row in rows] == [(Status.LOGGED, "Acme"), (Status.LOGGED, "Globex")]
    for row, reader, foreign in ((rows[0], alice, theirs), (rows[1], charlie, bcc_address)):
        for page in showing.pages(signed_in(reader), row).values():
            assert foreign.partition("@")[0] not in page


@pytest.mark.django_db(transaction=True)
def test_n21_same_webhook_fifty_times_at_once_and_a_day_later_is_one_entry(
    configured, post, drain, alice, bcc_address, time_machine
):
    (made,) = configured("postal").posts(mail().as_bytes(), [bcc_address])
    start = Barrier(10)

    def five_times(_) -> list[int]:
        start.wait(10)
        try:
            return [post(made).status_code for _time in range(5)]
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert [code for codes in pool.map(five_times, range(10)) for code in codes] == [200] * 50
    drain()
    time_machine.move_to(timezone.now() + timedelta(days=1))
    assert post(made).status_code == 200
    drain()
    assert Receipt.objects.count() == InboundMessage.objects.count() == LoggedEmail.objects.count() == 1


def test_n22_mail_sent_ahead_of_a_real_one_with_its_id_does_not_suppress_it(arrives):
    real = mail(Message_ID="<the-real-one@acme.test>").as_bytes()
    poison = arrives(real.replace(b"alice@acme.test", b"eve@evil.test", 1), mail_from="eve@evil.test")
    assert (poison.status, poison.reason) == (Status.NOT_LOGGED, Reason.UNKNOWN_SENDER)
    ahead = arrives(real.replace(b"here is our offer", b"here is nothing"))
    assert arrives(real).status == Status.LOGGED
    assert LoggedEmail.objects.filter(message_id="<the-real-one@acme.test>").count() == 2
    assert ahead.status == Status.LOGGED


def test_n23_mail_that_claims_to_answer_one_of_another_tenant_learns_nothing_of_it(
    arrives, shown, deliver, other_account, charlie
):
    theirs = LoggingAddress.objects.pair(other_account)[0].address
    secret = mail(sender="charlie@globex.test", subject="Merger with Initech", Message_ID="<secret@globex.test>")
    (of_theirs,) = deliver(secret, to=theirs)
    inbound = arrives(raw("In-Reply-To: <secret@globex.test>", "References: <a@x> <secret@globex.test>"))
    assert inbound.status == of_theirs.status == Status.LOGGED
    assert not any("Initech" in page or str(of_theirs.email.pk) in page for page in shown(inbound).values())


@pytest.mark.parametrize(
    "fields",
    [
        (),
        ("Message-ID: <>",),
        (f"Message-ID: <{'i' * 10_000}@x>",),
        ("Message-ID: <one@x>", "Message-ID: <two@x>"),
        ("Message-ID: <one\r\n\tBcc: eve@evil.test@x>",),
        ("Message-ID: <a@b>\rX-Injected: yes",),
    ],
    ids=["none", "empty", "10 KB", "two", "folded", "bare CR"],
)
def test_n24_mail_without_a_sound_id_is_known_again_by_its_content(arrives, shown, fields):
    first, again = arrives(raw(*fields)), arrives(raw(*fields))
    assert (first.status, again.status) == (Status.LOGGED, Status.DUPLICATE)
    assert not set(first.email.message_id) & set("\r\n\t ")
    shown(first)


@pytest.mark.parametrize(
    "date",
    [
        "",
        "Thu, 1 Jan 1970 00:00:00 +0000",
        "Mon, 3 Jan 2050 10:00:00 +0000",
        "32 Foo 2020",
        "Mon, 23 Nov 2026 10:00:00 +9999",
    ],
)
def test_n26_mail_without_a_possible_date_stands_at_the_time_of_receipt_with_a_mark(arrives, shown, date):
    inbound = arrives(raw(f"Date: {date}" if date else ""))
    assert inbound.status == Status.LOGGED
    assert inbound.email.occurred_at == inbound.received_at
    assert {Defect.DATE_MISSING, Defect.DATE_IMPLAUSIBLE} & set(inbound.email.defects)
    shown(inbound)


SAYS_NOTHING = {
    "0 bytes": GARBAGE["nothing"],
    "line breaks": GARBAGE["line breaks only"],
    "NULs": GARBAGE["NULs only"],
    "headers only": (raw(body=b""), Reason.LOGGED),
    "no blank line": (raw(body=b"").rstrip() + b"\r\nDear Maya\r\n", Reason.LOGGED),
}


@pytest.mark.parametrize(("content", "reason"), SAYS_NOTHING.values(), ids=SAYS_NOTHING)
def test_n27_mail_that_says_nothing_is_logged_or_visible(arrives, shown, content, reason):
    inbound = arrives(content)
    assert inbound.reason == reason
    assert shown(inbound)
