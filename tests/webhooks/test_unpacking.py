"""What the worker makes of stored requests when something is wrong: with the request, the network, or ourselves."""

import json
from datetime import timedelta

import boto3
import pytest
from django.db import OperationalError
from django.utils import timezone

from emaillog import blobs, intake, unpacking
from emaillog.models import InboundMessage, Receipt
from emaillog.webhooks.providers import PROVIDERS, fetching
from emaillog.webhooks.replay import ReplayedRequest
from tests.factories import mail
from tests.webhooks.attempts import tried_again, waits
from tests.webhooks.sender import Post

RAW = mail().as_bytes()


def test_a_receipt_is_unpacked_by_one_worker_at_a_time(configured, post, bcc_address):
    (made,) = configured("postal").posts(RAW, [bcc_address])
    post(made)
    receipt = Receipt.objects.get()
    assert Receipt.objects.claim(receipt.pk)
    assert unpacking.unpack(receipt.pk) == []
    assert not Receipt.objects.due().exists()
    assert Receipt.objects.get().attempts == 1


def test_unpacking_gives_the_messages_that_wait(configured, unpacked, bcc_address, other_address):
    (made,) = configured("sendgrid, parsed").posts(RAW, [bcc_address, other_address, "nobody@elsewhere.test"])
    receipt = unpacked(made)
    rows = InboundMessage.objects.order_by("pk")
    assert [(row.route, row.receipt, row.received_at) for row in rows] == [("bcc", receipt, receipt.received_at)] * 2
    Receipt.objects.reopen()
    assert unpacking.unpack(receipt.pk) == [row.pk for row in rows]


def test_a_mail_for_nobody_is_kept_as_unrouted(configured, unpacked, account):
    (made,) = configured("postal").posts(RAW, ["bcc-unknown@in.blindcopy.test"])
    unpacked(made)
    row = InboundMessage.objects.get()
    assert (row.account, row.address, row.envelope_recipient) == (None, None, "bcc-unknown@in.blindcopy.test")


@pytest.mark.parametrize("name", ["brevo", "resend, raw", "mailtrap"])
def test_an_api_that_is_away_is_tried_again(configured, unpacked, settings, name, bcc_address):
    sender = configured(name)
    message = mail(attachments=(("a.bin", b"1"),)).as_bytes()
    (made,) = sender.posts(message, [bcc_address])
    right = settings.ANYMAIL
    settings.ANYMAIL = {key: "http://127.0.0.1:9" if key.endswith("API_URL") else value for key, value in right.items()}
    receipt = unpacked(made)
    assert waits(receipt)
    settings.ANYMAIL = right
    assert tried_again(receipt).status == Receipt.Status.UNPACKED
    assert InboundMessage.objects.get().envelope_recipient == bcc_address


def test_fetching_never_waits_for_ever(monkeypatch):
    asked = []
    monkeypatch.setattr(fetching.requests, "get", lambda url, **options: asked.append(options))
    fetching.Web.get("http://127.0.0.1/", stream=True)
    assert asked == [{"timeout": fetching.TIMEOUTS, "stream": True}]


def test_a_mail_that_is_not_in_s3_yet_is_tried_again_but_not_for_ever(configured, unpacked, bcc_address):
    sender = configured("ses, in s3")
    (made,) = sender.posts(RAW, [bcc_address])
    action = json.loads(json.loads(made.body)["Message"])["receipt"]["action"]
    s3, where = boto3.client("s3", **sender.client), {"Bucket": action["bucketName"], "Key": action["objectKey"]}
    s3.delete_object(**where)
    receipt = unpacked(made)
    assert waits(receipt)
    Receipt.objects.update(attempts=unpacking.ATTEMPTS_TO_FIND)
    assert tried_again(receipt).status == Receipt.Status.UNREADABLE
    s3.put_object(Body=RAW, **where)
    Receipt.objects.reopen()
    assert tried_again(receipt).status == Receipt.Status.UNPACKED


def test_a_storage_that_is_away_is_tried_again_without_end(configured, unpacked, monkeypatch, bcc_address):
    (made,) = configured("postal").posts(RAW, [bcc_address])
    monkeypatch.setattr(blobs, "write_once", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    receipt = unpacked(made)
    Receipt.objects.update(attempts=1000)
    receipt = tried_again(receipt)
    assert waits(receipt)
    assert receipt.retry_at <= timezone.now() + timedelta(minutes=10)
    assert "No space left" in receipt.problem


def test_a_database_that_is_away_leaves_nothing_half_done(configured, unpacked, monkeypatch, bcc_address):
    (made,) = configured("postal").posts(RAW, [bcc_address])
    settle = Receipt.settle
    monkeypatch.setattr(Receipt, "settle", lambda *_: (_ for _ in ()).throw(OperationalError("gone")))
    receipt = unpacked(made)
    assert waits(receipt)
    assert not InboundMessage.objects.exists()
    monkeypatch.setattr(Receipt, "settle", settle)
    assert tried_again(receipt).status == Receipt.Status.UNPACKED
    assert InboundMessage.objects.count() == 1


def test_an_exception_of_ours_is_a_strike_and_five_make_the_receipt_unreadable(
    configured, unpacked, monkeypatch, bcc_address
):
    (made,) = configured("postal").posts(RAW, [bcc_address])
    monkeypatch.setattr(PROVIDERS["postal"], "deliveries", lambda _: (_ for _ in ()).throw(RecursionError("deep")))
    receipt = unpacked(made)
    for strikes in range(1, unpacking.STRIKES):
        assert (receipt.status, receipt.strikes) == (Receipt.Status.RECEIVED, strikes)
        receipt = tried_again(receipt)
    assert (receipt.status, receipt.problem) == (Receipt.Status.UNREADABLE, "RecursionError: deep")


@pytest.mark.parametrize(
    ("name", "variable"),
    [
        ("mailgun, raw", "ANYMAIL_MAILGUN_WEBHOOK_SIGNING_KEY"),
        ("postal", "ANYMAIL_POSTAL_WEBHOOK_KEY"),
        ("mandrill", "ANYMAIL_MANDRILL_WEBHOOK_KEY"),
        ("mailersend", "ANYMAIL_MAILERSEND_INBOUND_SECRET"),
        ("brevo", "ANYMAIL_BREVO_API_KEY"),
        ("resend, raw", "ANYMAIL_RESEND_API_KEY"),
        ("mailtrap", "ANYMAIL_MAILTRAP_API_TOKEN"),
    ],
)
def test_a_missing_key_is_named_and_the_mail_comes_after_it_is_set(
    configured, unpacked, settings, name, variable, bcc_address
):
    (made,) = configured(name).posts(RAW, [bcc_address])
    right = settings.ANYMAIL
    settings.ANYMAIL = {key: value for key, value in right.items() if f"ANYMAIL_{key}" != variable}
    receipt = unpacked(made)
    assert receipt.status == Receipt.Status.UNREADABLE
    assert variable in receipt.problem
    settings.ANYMAIL = right
    Receipt.objects.reopen()
    assert tried_again(receipt).status == Receipt.Status.UNPACKED


@pytest.mark.parametrize(
    ("name", "optional"), [("resend, raw", "RESEND_INBOUND_SECRET"), ("mailtrap", "MAILTRAP_INBOUND_SECRET")]
)
def test_where_a_signing_key_is_optional_the_secret_of_the_address_is_enough(
    configured, unpacked, settings, name, optional, bcc_address
):
    (made,) = configured(name).posts(RAW, [bcc_address])
    settings.ANYMAIL = {key: value for key, value in settings.ANYMAIL.items() if key != optional}
    made.headers = {}
    assert unpacked(made).status == Receipt.Status.UNPACKED


def test_a_request_that_was_unreadable_gets_another_chance_when_it_comes_again(configured, unpacked, bcc_address):
    (made,) = configured("postal").posts(RAW, [bcc_address])
    assert unpacked(Post(made.path, made.body)).status == Receipt.Status.UNREADABLE
    assert unpacked(made).status == Receipt.Status.UNPACKED
    assert Receipt.objects.count() == 1


# --- Resend -----------------------------------------------------------------------------------------------------------


def test_unpacking_twice_at_once_makes_one_message(configured, post, bcc_address):
    (made,) = configured("postal").posts(RAW, [bcc_address])
    post(made)
    receipt = Receipt.objects.get()
    with ReplayedRequest.of(receipt) as request:
        found = PROVIDERS["postal"].deliveries(request)
    assert intake.keep_unpacked(receipt, found) == intake.keep_unpacked(receipt, found)
    assert InboundMessage.objects.count() == 1
