"""What a provider signed is judged by the time of receipt, once, and by nobody else's certificate."""

import json
from datetime import timedelta

import boto3
import pytest
from django.core.cache import cache
from django.utils import timezone

from emaillog import unpacking
from emaillog.models import InboundMessage, Receipt
from emaillog.webhooks.providers import fetching, sns
from tests.factories import mail
from tests.webhooks.attempts import tried_again, waits
from tests.webhooks.fetching import TOPIC, notification

RAW = mail().as_bytes()


def test_a_signature_is_judged_by_the_time_of_receipt(configured, post, unpacked, bcc_address):
    (made,) = configured("resend, raw").posts(RAW, [bcc_address])
    post(made)
    Receipt.objects.update(received_at=timezone.now() - timedelta(seconds=200))
    unpacking.unpack(Receipt.objects.get().pk)
    assert Receipt.objects.get().status == Receipt.Status.UNPACKED


def test_a_request_signed_long_ago_and_unpacked_after_an_outage_is_taken(configured, post, bcc_address):
    sender = configured("resend, raw")
    sender.signed_at = timezone.now() - timedelta(days=2)
    (made,) = sender.posts(RAW, [bcc_address])
    post(made)
    Receipt.objects.update(received_at=sender.signed_at + timedelta(seconds=2))
    unpacking.unpack(Receipt.objects.get().pk)
    assert Receipt.objects.get().status == Receipt.Status.UNPACKED


def test_a_request_that_was_old_when_it_came_is_refused(configured, unpacked, bcc_address):
    sender = configured("resend, raw")
    sender.signed_at = timezone.now() - timedelta(minutes=10)
    (made,) = sender.posts(RAW, [bcc_address])
    assert unpacked(made).status == Receipt.Status.UNREADABLE


# --- Mailgun ----------------------------------------------------------------------------------------------------------


def test_a_used_token_does_not_fit_another_body(configured, unpacked, monkeypatch, bcc_address):
    sender = configured("mailgun, raw")
    signature = sender.signature()
    monkeypatch.setattr(sender, "signature", lambda: signature)
    (first,), (second,) = (
        sender.posts(RAW, [bcc_address]),
        sender.posts(mail(subject="Forged").as_bytes(), [bcc_address]),
    )
    assert unpacked(first).status == Receipt.Status.UNPACKED
    receipt = unpacked(second)
    assert receipt.status == Receipt.Status.UNREADABLE
    assert "used before" in receipt.problem
    assert InboundMessage.objects.count() == 1


def test_an_old_signature_of_mailgun_is_refused(configured, post, bcc_address):
    (made,) = configured("mailgun, raw").posts(RAW, [bcc_address])
    post(made)
    Receipt.objects.update(received_at=timezone.now() + timedelta(days=4))
    unpacking.unpack(Receipt.objects.get().pk)
    assert "too old" in Receipt.objects.get().problem


# --- Mandrill ---------------------------------------------------------------------------------------------------------


def test_mandrill_may_sign_with_either_secret_while_one_is_rotated(configured, unpacked, settings, bcc_address):
    settings.ANYMAIL_WEBHOOK_SECRET = ["provider:newer", "provider:secret"]
    (made,) = configured("mandrill").posts(RAW, [bcc_address])
    assert unpacked(made).status == Receipt.Status.UNPACKED


def test_events_that_are_no_mail_are_passed_over(configured, unpacked, db):
    made = configured("mandrill").signed(json.dumps([{"event": "open", "ts": 1, "msg": {"email": "a@b.test"}}]))
    assert unpacked(made).status == Receipt.Status.UNPACKED
    assert not InboundMessage.objects.exists()


# --- Amazon -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://sns.eu-central-1.amazonaws.com/cert.pem",
        "https://sns.evil.test/cert.pem",
        "https://sns.eu-central-1.amazonaws.com.evil.test/cert.pem",
        "https://sns.eu-central-1.amazonaws.com@evil.test/cert.pem",
        "https://sns.eu-central-1.amazonaws.com:444/cert.pem",
        "https://bucket.s3.amazonaws.com/cert.pem",
        "",
    ],
)
def test_a_certificate_from_anywhere_else_is_not_even_fetched(configured, unpacked, monkeypatch, url, bcc_address):
    sender = configured("ses, in sns")
    (made,) = sender.posts(RAW, [bcc_address])
    monkeypatch.setattr(sns, "download", lambda url: pytest.fail("fetched"))
    receipt = unpacked(sender.post(json.loads(made.body) | {"SigningCertURL": url}))
    assert receipt.status == Receipt.Status.UNREADABLE


def test_a_certificate_that_cannot_be_fetched_is_a_matter_of_time(configured, unpacked, monkeypatch, bcc_address):
    (made,) = configured("ses, in sns").posts(RAW, [bcc_address])
    with monkeypatch.context() as patched:
        patched.setattr(sns, "download", lambda url: (_ for _ in ()).throw(fetching.requests.ConnectionError("no")))
        receipt = unpacked(made)
        assert waits(receipt)
    assert tried_again(receipt).status == Receipt.Status.UNPACKED


def test_the_certificate_is_fetched_once(configured, unpacked, monkeypatch, bcc_address):
    sender, fetched, real = configured("ses, in sns"), [], sns.download
    monkeypatch.setattr(sns, "download", lambda url: fetched.append(url) or real(url))
    for _mail in range(3):
        (made,) = sender.posts(RAW, [bcc_address])
        assert unpacked(made).status == Receipt.Status.UNPACKED
    assert len(fetched) == 1
    cache.clear()


def test_another_topic_is_refused_when_topics_are_named(configured, unpacked, bcc_address):
    sender = configured("ses, in sns")
    content = notification("{}", TopicArn="arn:aws:sns:eu-central-1:999999999999:theirs")
    assert "ANYMAIL_AMAZON_SES_TOPIC_ARNS" in unpacked(sender.post(content)).problem


def test_a_subscription_is_confirmed_when_amazon_itself_asks(configured, unpacked, settings, s3_url, db):
    sender = configured("ses, in s3")
    client = boto3.client("sns", **sender.client)
    topic = client.create_topic(Name="inbound")["TopicArn"]
    url = f"https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn={topic}&Token=1"
    asked = notification("Confirm", Type="SubscriptionConfirmation", TopicArn=topic, Token="1", SubscribeURL=url)
    assert unpacked(sender.post(asked)).status == Receipt.Status.UNPACKED
    forged = asked | {"MessageId": "2", "Token": "2"}
    assert unpacked(sender.post(forged)).status == Receipt.Status.UNREADABLE


def test_the_topics_test_mail_is_passed_over(configured, unpacked, db):
    sender = configured("ses, in sns")
    made = sender.post(
        notification("Successfully validated SNS topic for Amazon SES event publishing.", TopicArn=TOPIC)
    )
    assert unpacked(made).status == Receipt.Status.UNPACKED
