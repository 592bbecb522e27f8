"""Storages on files and on a real S3 API on loopback, well and ill."""

from datetime import timedelta
from pathlib import Path

import boto3
import pytest
import time_machine
from django.utils import timezone

from emaillog import blobs, bucket, processing
from emaillog.models import InboundMessage
from emaillog.storage import backend
from tests.doors.conftest import receiver, smtp  # noqa: F401 (fixtures)
from tests.emaillog.limits.conftest import downloaded, storage  # noqa: F401 (fixtures)
from tests.emaillog.storage import faulty
from tests.webhooks.conftest import api, configured, post, s3_url, unpacked  # noqa: F401 (fixtures)


@pytest.fixture
def s3(settings, monkeypatch, s3_url, tmp_path):  # noqa: F811
    """A bucket behind a line that can fail, asked with less patience than people have."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setattr(bucket, "CONNECT_SECONDS", 1)
    monkeypatch.setattr(bucket, "READ_SECONDS", 1)
    boto3.client("s3", endpoint_url=s3_url, region_name="us-east-1").create_bucket(Bucket="faulty")
    with faulty.proxy(s3_url) as line:
        url = f"http://127.0.0.1:{line.port}"
        settings.STORAGE_URL = f"s3://faulty/{tmp_path.name}?endpoint_url={url}&region_name=us-east-1"
        monkeypatch.setattr(blobs, "default_storage", backend())
        yield line


@pytest.fixture
def again(db):
    """The next attempt at a mail, as the sweeper starts it."""

    def tried(row: InboundMessage) -> InboundMessage:
        InboundMessage.objects.filter(pk=row.pk).update(retry_at=row.received_at)
        processing.process(row.pk)
        return InboundMessage.objects.get(pk=row.pk)

    return tried


@pytest.fixture
def disk(settings, monkeypatch, tmp_path) -> Path:
    """An empty storage on files."""
    settings.STORAGE_URL = f"file://{tmp_path}/disk"
    monkeypatch.setattr(blobs, "default_storage", backend())
    return tmp_path / "disk"


@pytest.fixture
def days_later():
    return lambda days: time_machine.travel(timezone.now() + timedelta(days=days), tick=True)
