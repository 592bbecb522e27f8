"""Every provider, configured as docs/providers.md says, with its API and S3 on loopback."""

import pytest
from django.conf import settings as django_settings
from django.test import Client
from moto.server import ThreadedMotoServer

from emaillog import unpacking
from emaillog.models import LoggingAddress, Receipt
from emaillog.webhooks.providers import sns
from tests.webhooks import bodies, fetching, forms
from tests.webhooks.api import api_on_loopback
from tests.webhooks.sender import Post

SENDERS = {
    "mailgun, raw": forms.MailgunMime,
    "mailgun, raw without files": forms.MailgunUrlencoded,
    "mailgun, parsed": forms.MailgunParsed,
    "postmark, raw": bodies.PostmarkRaw,
    "postmark, parsed": bodies.Postmark,
    "ses, in sns": fetching.Ses,
    "ses, in s3": fetching.SesS3,
    "sendgrid, raw": forms.SendGridRaw,
    "sendgrid, parsed": forms.SendGridParsed,
    "postal": bodies.Postal,
    "mandrill": forms.Mandrill,
    "sparkpost": bodies.SparkPost,
    "mailersend": bodies.MailerSend,
    "brevo": fetching.Brevo,
    "mailjet": bodies.Mailjet,
    "resend, raw": fetching.Resend,
    "resend, parsed": fetching.ResendParsed,
    "mailtrap": fetching.Mailtrap,
}
RAW = [name for name, sender in SENDERS.items() if sender.is_raw]
SIGNING = [name for name, sender in SENDERS.items() if sender.signs]


@pytest.fixture(scope="session")
def s3_url():
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def api():
    with api_on_loopback() as stand_in:
        yield stand_in


@pytest.fixture
def configured(api, settings, monkeypatch, request):
    """Makes a provider of the table and sets what it needs; Amazon's certificate comes from the test, not the web."""

    def make(name: str):
        sender = SENDERS[name](api)
        if isinstance(sender, fetching.SesS3):
            sender.s3_url = request.getfixturevalue("s3_url")
        settings.ANYMAIL = dict(django_settings.ANYMAIL) | sender.options
        settings.BASE_URL = "http://127.0.0.1:8000"
        monkeypatch.setattr(sns, "download", lambda url: fetching.amazon_certificate())
        return sender

    return make


@pytest.fixture(params=SENDERS)
def sender(request, configured):
    return configured(request.param)


@pytest.fixture(params=RAW)
def raw_sender(request, configured):
    return configured(request.param)


@pytest.fixture(params=SIGNING)
def signing_sender(request, configured):
    return configured(request.param)


@pytest.fixture
def post():
    """Sends a request as the provider would; `secret` is what it has in its webhook address."""

    def sent(made: Post, secret: str | None = "provider:secret"):
        from emaillog.webhooks.secret import header

        headers = made.headers | ({"Authorization": header(secret)} if secret else {})
        client = Client(enforce_csrf_checks=True)
        return client.generic("POST", made.path, made.body, made.content_type, headers=headers)

    return sent


@pytest.fixture
def other_address(other_account, charlie) -> str:
    return LoggingAddress.objects.pair(other_account)[0].address


@pytest.fixture
def unpacked(post, db):
    """Posts the request and has the worker try it once."""

    def tried(made: Post) -> Receipt:
        assert post(made).status_code == 200
        unpacking.unpack(Receipt.objects.latest("pk").pk)
        return Receipt.objects.latest("pk")

    return tried
