"""Both storages, files and a real S3 API on loopback, and what of a mail has to stand where."""

import boto3
import pytest
import requests
from django.urls import reverse

from contacts.models import TimelineEntry
from emaillog import blobs
from emaillog.models import BouncedAttachment, InboundMessage, Notice, Status
from emaillog.storage import backend
from tests.doors.conftest import lmtp, receiver, smtp  # noqa: F401 (fixtures)
from tests.webhooks.conftest import api, configured, post, s3_url  # noqa: F401 (fixtures)


@pytest.fixture(params=["files", "s3"])
def storage(request, settings, monkeypatch, tmp_path):
    """The address of an empty storage, which this process uses."""
    if request.param == "s3":
        url = request.getfixturevalue("s3_url")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        boto3.client("s3", endpoint_url=url, region_name="us-east-1").create_bucket(Bucket="large")
        settings.STORAGE_URL = f"s3://large/{tmp_path.name}?endpoint_url={url}&region_name=us-east-1"
    else:
        settings.STORAGE_URL = f"file://{tmp_path}/files"
    monkeypatch.setattr(blobs, "default_storage", backend())
    return settings.STORAGE_URL


@pytest.fixture
def downloaded(signed_in, alice):
    """The bytes of a file as Alice gets them."""
    client = signed_in(alice)

    def content(file) -> bytes:
        answer = client.get(reverse("attachment", args=[file.account.slug, file.pk]))
        if answer.status_code == 302:
            return requests.get(answer["Location"], timeout=30).content
        assert answer.status_code == 200
        return b"".join(answer.streaming_content)

    return content


@pytest.fixture
def leaves_out(downloaded):
    """Checks what became of a mail: the small files are there to the byte, the large ones are told of, everywhere."""

    def checked(inbound: InboundMessage, *files) -> None:
        inbound.refresh_from_db()
        assert (inbound.status, inbound.problem, inbound.strikes) == (Status.LOGGED, "", 0)
        check(inbound.email, files, inbound.account.logging_rules.attachment_limit)
        for file in inbound.email.attachments.exclude(blob=""):
            assert downloaded(file) == next(each.content for each in files if each.name == file.name)

    return checked


def check(email, files, limit: int) -> None:
    large = {file.name: file.size for file in files if file.size > limit}
    stored = {(file.name, file.size, file.content_type, file.reason) for file in email.attachments.all()}
    on_the_row = TimelineEntry.objects.get(pk=email.entry_id).data["attachments"]
    expected = {(each.name, each.size, each.kind, "attachment_too_large" * (each.name in large)) for each in files}
    assert stored == expected
    assert {(each["name"], each["size"], each["content_type"], each["reason"]) for each in on_the_row} == expected
    bounced = BouncedAttachment.objects.filter(email=email).select_related("attachment")
    assert {each.attachment.name: each.size for each in bounced} == large
    assert {each.notice_id for each in bounced} == set(Notice.objects.filter(email=email).values_list("pk", flat=True))
    assert Notice.objects.filter(email=email).count() == bool(large)
