"""The door itself: who is let in, what is kept, and what is answered when it cannot be."""

import json
from io import BytesIO

import boto3
import pytest
from anymail import urls as anymail_urls
from django.core.files.storage import default_storage
from django.core.files.uploadhandler import FileUploadHandler
from django.db import DatabaseError
from django.test import Client
from django.urls import resolve

from emaillog import blobs, intake
from emaillog.models import InboundMessage, Receipt
from emaillog.storage import backend
from emaillog.webhooks import body, secret
from emaillog.webhooks.names import PATHS
from emaillog.webhooks.providers import PROVIDERS
from tests.factories import mail
from tests.webhooks.sender import Post

POSTMARK = "/anymail/postmark/inbound/"
HELLO = Post(POSTMARK, b'{"hello": 1}')


class Untouchable(BytesIO):
    """A body that must not be read."""

    def read(self, *_):
        raise AssertionError("the body was read")

    readline = readinto = read


def test_every_inbound_webhook_of_anymail_has_a_door():
    missing = []
    for pattern in anymail_urls.urlpatterns:
        written = str(pattern.pattern).strip("^$").replace("(_mime)?", "")
        if "inbound" in written or written == "mandrill/":
            resolve(f"/anymail/{written}")
            missing += [written] * (written not in PATHS)
    assert not missing
    assert set(PATHS.values()) == set(PROVIDERS)


def test_an_unknown_provider_is_not_found(post, db):
    assert post(Post("/anymail/pigeon/inbound/", b"")).status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_a_provider_that_asks_first_is_told_that_somebody_is_there(path, db):
    assert Client().head(f"/anymail/{path}").status_code == 200


def test_the_body_is_not_read_before_the_secret_is_known(client, db):
    refused = client.post(POSTMARK, b"x", content_type="application/json", **{"wsgi.input": Untouchable()})
    assert refused.status_code == 401


def test_the_secret_counts_only_in_the_header(client, db):
    assert client.post(f"{POSTMARK}?secret=provider:secret", b"{}", content_type="application/json").status_code == 401


@pytest.mark.parametrize(
    "header",
    ["", "Basic", "Basic ", "Basic !!!", "Basic cHJvdmlkZXI6c2VjcmV0IA==", "Bearer provider:secret", "Basic \xff"],
)
def test_a_header_that_is_not_the_secret_is_refused(client, db, header):
    answer = client.post(POSTMARK, b"{}", content_type="application/json", headers={"Authorization": header})
    assert answer.status_code == 401


def test_two_secrets_are_valid_while_one_is_rotated(post, db, settings):
    settings.ANYMAIL_WEBHOOK_SECRET = ["provider:old", "provider:new"]
    assert [post(HELLO, pair).status_code for pair in ("provider:old", "provider:new", "provider:x")] == [200, 200, 401]


def test_without_a_configured_secret_nobody_is_let_in_and_the_log_says_what_to_set(post, db, settings, caplog):
    settings.ANYMAIL_WEBHOOK_SECRET = []
    assert [post(HELLO, pair).status_code for pair in ("", ":", "provider:secret", None)] == [401] * 4
    assert "Set ANYMAIL_WEBHOOK_SECRET" in caplog.text


def test_the_door_keeps_what_a_replay_needs_and_no_credentials(post, client, db):
    headers = {"Authorization": secret.header("provider:secret"), "Cookie": "sessionid=1", "X-Postal-Signature": "abc"}
    client.post(f"{POSTMARK}?a=1", b"{}", content_type="application/json", headers=headers)
    receipt = Receipt.objects.get()
    assert receipt.headers == {"content-type": "application/json", "x-postal-signature": "abc"}
    assert (receipt.provider, receipt.path) == ("postmark", f"{POSTMARK}?a=1")
    assert blobs.read(receipt.blob) == b"{}"


def test_no_session_is_opened_and_no_cookie_set(post, db, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        answer = post(HELLO)
    assert not answer.cookies


def test_a_body_far_beyond_djangos_limit_for_forms_is_taken(post, db, drain):
    big = json.dumps({"TextBody": "x" * 5_000_000}).encode()
    assert post(Post(POSTMARK, big)).status_code == 200
    assert Receipt.objects.get().size == len(big)


def test_a_body_of_unannounced_length_is_read_to_its_end(client, db):
    environ = {"wsgi.input": BytesIO(b"{}"), "wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
    headers = {"Authorization": secret.header("provider:secret")}
    answer = client.generic("POST", POSTMARK, b"", "application/json", headers=headers, **environ)
    assert answer.status_code == 200
    assert blobs.read(Receipt.objects.get().blob) == b"{}"


def refused_for_now(answer) -> bool:
    return answer.status_code == 503 and int(answer["Retry-After"]) > 0 and not Receipt.objects.exists()


def test_a_body_that_breaks_off_is_not_kept(client, db):
    environ = {"wsgi.input": BytesIO(b'{"half"'), "CONTENT_LENGTH": "500"}
    headers = {"Authorization": secret.header("provider:secret")}
    assert refused_for_now(client.generic("POST", POSTMARK, b"", "application/json", headers=headers, **environ))


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_beyond_every_mail_is_refused_without_losing_the_provider(client, db, settings, announced):
    settings.MAX_MESSAGE_BYTES = body.CHUNK
    content = b"x" * (3 * body.CHUNK)
    headers = {"Authorization": secret.header("provider:secret")}
    environ = {} if announced else {"wsgi.input": BytesIO(content), "wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
    answer = client.generic(
        "POST", POSTMARK, content if announced else b"", "application/json", headers=headers, **environ
    )
    assert refused_for_now(answer)


def test_a_full_disk_is_said_before_anything_breaks(post, db, settings):
    settings.MIN_FREE_BYTES = 2**62
    assert refused_for_now(post(HELLO))


def test_a_storage_that_fails_is_a_matter_of_time(post, db, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(default_storage._wrapped), "save", full)
    assert refused_for_now(post(HELLO))


def test_a_database_that_fails_is_a_matter_of_time(post, db, monkeypatch):
    def away(*_, **__):
        raise DatabaseError("the server closed the connection")

    monkeypatch.setattr(Receipt.objects, "filter", away)
    answer = post(HELLO)
    monkeypatch.undo()
    assert refused_for_now(answer)


def test_nothing_is_parsed_in_the_web_process(post, db, monkeypatch):
    def read(*_, **__):
        raise AssertionError("parsed")

    monkeypatch.setattr(FileUploadHandler, "new_file", read)
    form = b'--b\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\n1\r\n--b--\r\n'
    assert post(Post("/anymail/mailgun/inbound/", form, "multipart/form-data; boundary=b")).status_code == 200


def test_a_bell_that_cannot_be_rung_does_not_refuse_the_mail(post, transactional_db, monkeypatch):
    from emaillog import tasks

    def broken(*_, **__):
        raise ConnectionError

    monkeypatch.undo()
    monkeypatch.setattr(tasks.unpack_receipt, "delay", broken)
    assert post(HELLO).status_code == 200
    assert Receipt.objects.due().count() == 1
    assert intake.ring


def test_a_request_is_kept_and_unpacked_with_s3_as_storage(
    configured, post, drain, settings, s3_url, monkeypatch, bcc_address
):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    boto3.client("s3", endpoint_url=s3_url, region_name="us-east-1").create_bucket(Bucket="files")
    settings.STORAGE_URL = f"s3://files/here?endpoint_url={s3_url}&region_name=us-east-1"
    monkeypatch.setattr(blobs, "default_storage", backend())
    raw = mail(text="x" * 2_000_000).as_bytes()
    for made in configured("mailgun, raw").posts(raw, [bcc_address]):
        assert post(made).status_code == 200
        assert Receipt.objects.get().size == len(made.body)
    drain()
    assert blobs.read(InboundMessage.objects.get().blob) == raw
