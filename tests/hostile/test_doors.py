"""Attacks on the doors themselves (nasty inputs N36 to N38, N60)."""

import json
from base64 import b64encode
from io import BytesIO

import pytest

from emaillog import blobs, unpacking
from emaillog.models import InboundMessage, LoggedEmail, LoggingAddress, Receipt, Status
from emaillog.webhooks.providers import sns
from emaillog.webhooks.secret import header
from tests.factories import mail
from tests.hostile import mails
from tests.hostile.conftest import line_ended, sent
from tests.hostile.mails import raw
from tests.webhooks.fetching import notification

POSTMARK = "/anymail/postmark/inbound/"


class Untouchable(BytesIO):
    """A body that must not be read."""

    def read(self, *_):
        raise AssertionError("the body was read")

    readline = readinto = read


@pytest.mark.parametrize(
    ("query", "authorization"),
    [("", ""), ("", header("provider:wrong")), ("", header("provider:retired")), ("?secret=provider:secret", "")],
    ids=["none", "wrong", "old", "in the query"],
)
def test_n36_request_without_the_secret_is_refused_unread(client, db, query, authorization):
    answer = client.post(
        POSTMARK + query,
        b"x",
        content_type="application/json",
        headers={"Authorization": authorization},
        **{"wsgi.input": Untouchable()},
    )
    assert answer.status_code == 401
    assert not Receipt.objects.exists()


def test_n36_both_secrets_are_good_while_one_is_rotated(configured, post, drain, alice, bcc_address, settings):
    settings.ANYMAIL_WEBHOOK_SECRET = ["provider:new", "provider:old"]
    for secret in settings.ANYMAIL_WEBHOOK_SECRET:
        (made,) = configured("postal").posts(mail().as_bytes(), [bcc_address])
        assert post(made, secret).status_code == 200
    drain()
    assert set(InboundMessage.objects.values_list("status", flat=True)) == {Status.LOGGED}


def test_n37_signature_of_mailgun_does_not_fit_another_body(
    configured, unpacked, post, drain, alice, bcc_address, monkeypatch
):
    sender = configured("mailgun, raw")
    signature = sender.signature()
    monkeypatch.setattr(sender, "signature", lambda: signature)
    (real,), (forged,) = (sender.posts(mail(subject=each).as_bytes(), [bcc_address]) for each in ("Real", "Forged"))
    assert unpacked(real).status == Receipt.Status.UNPACKED
    receipt = unpacked(forged)
    assert (receipt.status, blobs.read(receipt.blob)) == (Receipt.Status.UNREADABLE, forged.body)
    drain()
    assert [email.subject for email in LoggedEmail.objects.all()] == ["Real"]


@pytest.mark.parametrize(
    "altered",
    [
        {"Message": '{"forged": true}'},
        {"SigningCertURL": "https://sns.evil.test/cert.pem"},
        {"SigningCertURL": "http://169.254.169.254/latest/meta-data/"},
    ],
)
def test_n37_forged_notification_of_amazon_is_kept_and_nothing_fetched(
    configured, unpacked, bcc_address, monkeypatch, altered
):
    sender = configured("ses, in sns")
    (made,) = sender.posts(mail().as_bytes(), [bcc_address])
    if "SigningCertURL" in altered:
        monkeypatch.setattr(sns, "download", lambda url: pytest.fail("fetched"))
    receipt = unpacked(sender.post(json.loads(made.body) | altered))
    assert receipt.status == Receipt.Status.UNREADABLE
    assert not InboundMessage.objects.exists()


ASKED = {"Type": "SubscriptionConfirmation", "Token": "1", "SubscribeURL": "https://sns.eu-central-1.amazonaws.com/"}


@pytest.fixture
def called(monkeypatch):
    """What is asked of Amazon's API, and what is fetched from anywhere."""
    calls = []
    monkeypatch.setattr("botocore.client.BaseClient._make_api_call", lambda _, *args: calls.append(args))
    monkeypatch.setattr("requests.sessions.Session.request", lambda _, *args, **__: calls.append(args))
    return calls


def test_n37_subscription_to_a_foreign_topic_is_not_confirmed(configured, unpacked, db, called):
    foreign = ASKED | {"TopicArn": "arn:aws:sns:eu-central-1:999999999999:theirs"}
    receipt = unpacked(configured("ses, in sns").post(notification("Confirm", **foreign)))
    assert (receipt.status, called) == (Receipt.Status.UNREADABLE, [])


@pytest.mark.parametrize("url", ["https://evil.test/?Action=ConfirmSubscription", "http://127.0.0.1:6379/"])
def test_n37_address_that_a_subscription_names_is_never_fetched(configured, unpacked, db, called, url):
    unpacked(configured("ses, in sns").post(notification("Confirm", **(ASKED | {"SubscribeURL": url}))))
    assert [call[0] for call in called] == ["ConfirmSubscription"]
    assert url not in str(called)


def test_n38_flood_to_one_address_is_taken_and_the_other_tenants_mail_is_logged(
    smtp, drain, alice, charlie, account, other_account, bcc_address
):
    theirs = LoggingAddress.objects.pair(other_account)[0].address
    flood = line_ended(mail(sender="eve@evil.test").as_bytes())
    for _number in range(200):
        assert sent(smtp, flood, bcc_address, "eve@evil.test")[0] == 250
    assert (
        sent(smtp, line_ended(mail(sender="charlie@globex.test").as_bytes()), theirs, "charlie@globex.test")[0] == 250
    )
    drain()
    assert InboundMessage.objects.filter(account=account, status=Status.NOT_LOGGED).count() == 200
    assert InboundMessage.objects.get(account=other_account).status == Status.LOGGED


@pytest.mark.parametrize("end", [b"\n.\r\n", b"\r.\r\n", b"\r\n.\n", b"\n.\n"], ids=repr)
def test_n60_mail_smuggled_behind_a_false_end_is_refused_with_it(smtp, arrives, bcc_address, end):
    commands = f"MAIL FROM:<ceo@acme.test>\r\nRCPT TO:<{bcc_address}>\r\nDATA\r\nSubject: forged\r\n\r\nx\r\n"
    smtp.mail("alice@acme.test")
    smtp.rcpt(bcc_address)
    smtp.docmd("DATA")
    smtp.send(raw(body=b"x" + end + commands.encode() + b".\r\n"))
    assert smtp.getreply()[0] == 550
    assert not InboundMessage.objects.exists()
    assert arrives(raw()).status == Status.LOGGED


def test_n60_commands_behind_bare_line_ends_are_text_of_one_mail(arrives):
    inbound = arrives(raw(body=b"one\rMAIL FROM:<ceo@acme.test>\ntwo\r\n"))
    assert InboundMessage.objects.count() == 2  # with the ordinary one behind it
    assert "MAIL FROM:<ceo@acme.test>" in inbound.email.text


NULS = raw(body=b"\0x\0\r\n").replace(mails.XSS.encode(), b"\0s\0")


@pytest.mark.parametrize(
    ("content", "subject"),
    [
        (NULS, "\ufffds\ufffd"),
        (raw("Cc: \ud800 <tom@x.test>", body=b"\xed\xa0\x80\r\n"), None),
        (raw(b"Cc: Zo\xeb <zoe@x.test>", body=b"gr\xfc\xdfe\r\n"), None),
    ],
    ids=["NULs", "surrogates", "8 bit"],
)
def test_n60_octets_that_no_database_takes_are_kept_in_the_mail_and_replaced_in_its_fields(
    arrives, shown, content, subject
):
    inbound = arrives(content)
    assert inbound.status == Status.LOGGED
    assert subject in {None, inbound.email.subject}
    assert "\0" not in inbound.email.text
    shown(inbound)


@pytest.mark.parametrize(
    "body",
    [
        b'{"id": 1, "rcpt_to": "%(to)s", "mail_from": "\\ud800\\u0000@x", "message": "%(mail)s", "base64": true}',
        b'{"id": "\\u0000", "rcpt_to": "%(to)s", "mail_from": "\xe4\xff", "message": "%(mail)s", "base64": true}',
    ],
    ids=["lone surrogate and NUL", "raw octets"],
)
def test_n60_json_that_is_none_is_kept_whatever_becomes_of_it(configured, post, db, alice, bcc_address, body, deliver):
    sender = configured("postal")
    made = sender.post(mail().as_bytes(), bcc_address)
    made.body = body % {b"to": bcc_address.encode(), b"mail": b64encode(mail().as_bytes())}
    assert post(made).status_code == 200
    receipt = Receipt.objects.get()
    unpacking.unpack(receipt.pk)
    receipt.refresh_from_db()
    assert receipt.status == Receipt.Status.UNREADABLE  # it is not signed
    assert blobs.read(receipt.blob) == made.body
    assert deliver(mail(), to=bcc_address)[0].status == Status.LOGGED
