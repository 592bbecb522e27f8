"""Each provider's documented requests, from its webhook to the timeline."""

import email
import email.policy

import pytest

from emaillog import blobs
from emaillog.models import InboundMessage, LoggedEmail, Receipt, Status
from tests.factories import mail

EVERY_BYTE = bytes(range(256)) * 40


@pytest.fixture
def offer() -> bytes:
    """As it goes over the wire, with one attachment that holds every byte."""
    message = mail(subject="Unser Angebot für Sie", text="Schöne Grüße\r\n", attachments=(("offer.bin", EVERY_BYTE),))
    return message.as_bytes(policy=email.policy.SMTP)


def content_of(row: InboundMessage) -> bytes:
    return blobs.read(row.blob)


def test_a_wrong_secret_is_refused_and_nothing_is_kept(sender, post, offer, bcc_address):
    for made in sender.posts(offer, [bcc_address]):
        for secret in ("provider:guess", "secret", "", None):
            answer = post(made, secret)
            assert answer.status_code == 401
            assert answer["WWW-Authenticate"].startswith("Basic ")
    assert not Receipt.objects.exists()


def test_a_mail_stands_on_the_timelines(sender, post, drain, offer, alice, bcc_address):
    for made in sender.posts(offer, [bcc_address]):
        assert post(made).status_code == 200
    drain()
    row = InboundMessage.objects.get()
    assert (row.status, row.reason, row.door) == (Status.LOGGED, "logged", sender.door)
    logged = LoggedEmail.objects.get()
    assert logged.subject == "Unser Angebot für Sie"
    assert logged.text.strip() == "Schöne Grüße"
    (attachment,) = logged.attachments.all()
    assert attachment.name == "offer.bin"
    assert blobs.read(attachment.blob) == EVERY_BYTE


def test_a_raw_mail_is_kept_byte_for_byte(raw_sender, post, drain, alice, bcc_address):
    raw = b"From: alice@acme.test\r\nTo: m@customer.test\r\nSubject: \xe4\r\n\r\nGr\xfc\xdfe \xff \tbare\nend\r\n \r\n"
    for made in raw_sender.posts(raw, [bcc_address]):
        post(made)
    drain()
    assert content_of(InboundMessage.objects.get()) == getattr(raw_sender, "sent", raw)


def test_two_accounts_in_one_delivery_have_a_row_each(sender, post, drain, offer, alice, bcc_address, other_address):
    for made in sender.posts(offer, [bcc_address, other_address]):
        assert post(made).status_code == 200
    drain()
    rows = InboundMessage.objects.order_by("account_id")
    assert [(row.account.name, row.envelope_recipient) for row in rows] == [
        ("Acme", bcc_address),
        ("Globex", other_address),
    ]
    assert all(bcc_address not in str(vars(row)) for row in rows if row.envelope_recipient == other_address)


def test_the_same_webhook_twice_is_one_receipt(sender, post, drain, offer, alice, bcc_address):
    posts = sender.posts(offer, [bcc_address])
    for made in posts * 2:
        assert post(made).status_code == 200
    drain()
    for made in posts:
        assert post(made).status_code == 200
    drain()
    assert Receipt.objects.count() == InboundMessage.objects.count() == len(posts)


def test_a_crash_after_unpacking_makes_no_second_message(sender, post, drain, offer, alice, bcc_address):
    for made in sender.posts(offer, [bcc_address]):
        post(made)
    drain()
    before = {row.pk: content_of(row) for row in InboundMessage.objects.all()}
    Receipt.objects.reopen()
    drain()
    assert {row.pk: content_of(row) for row in InboundMessage.objects.all()} == before
    assert not Receipt.objects.exclude(status=Receipt.Status.UNPACKED).exists()


def test_verdicts_come_from_the_providers_own_fields(sender, post, drain, alice, bcc_address):
    raw = mail(Authentication_Results="mx.evil.test; spf=pass dkim=pass", Received_SPF="Pass").as_bytes()
    for made in sender.posts(raw, [bcc_address]):
        post(made)
    drain()
    assert InboundMessage.objects.get().verdicts == sender.verdicts()


def test_a_forged_request_is_kept_as_unreadable(signing_sender, post, drain, offer, alice, bcc_address):
    for made in signing_sender.posts(offer, [bcc_address]):
        assert post(signing_sender.forged(made)).status_code == 200
    drain()
    receipt = Receipt.objects.get()
    assert receipt.status == Receipt.Status.UNREADABLE
    assert receipt.problem
    assert "secret" not in receipt.problem.replace("INBOUND_SECRET", "")
    assert not InboundMessage.objects.exists()


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"null", b"\xff\xfe", b'{"items": [{}]}'])
def test_a_payload_that_makes_no_sense_is_kept_with_its_problem(sender, post, drain, alice, bcc_address, body):
    (made, *_more) = sender.posts(mail().as_bytes(), [bcc_address])
    made.body, made.headers = body, {}
    assert post(made).status_code == 200
    drain()
    receipt = Receipt.objects.get()
    says_nothing = sender.door == "sparkpost" and body in {
        b"[]",
        b"{}",
    }  # an empty list of events is a request in order
    assert receipt.status == (Receipt.Status.UNPACKED if says_nothing else Receipt.Status.UNREADABLE)
    assert bool(receipt.problem) != says_nothing
    assert not InboundMessage.objects.exists()
    with blobs.opened(receipt.blob) as kept:
        assert kept.read() == body


@pytest.mark.parametrize(
    "written",
    [
        b"From: <<<>>>\r\nTo: maya@customer.test\r\nSubject: odd\r\n\r\nText\r\n",
        b"From: alice@acme.test\r\nContent-Type: text/plain; charset=klingon\r\n\r\nText\r\n",
        b"\r\n",
        b"Subject: =?utf-8?b?////?=\r\nFrom: a b c <\r\nDate: never\r\n\r\n",
    ],
)
def test_an_odd_mail_is_not_lost(sender, post, drain, alice, bcc_address, written):
    for made in sender.posts(written, [bcc_address]):
        assert post(made).status_code == 200
    drain()
    row = InboundMessage.objects.get()
    assert row.status in {Status.LOGGED, Status.NOT_LOGGED}
