"""What watches the installation is told the truth, and no names."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.db import connection

from crm import health, pulse
from emaillog.models import InboundMessage
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def living_worker(monkeypatch):
    monkeypatch.setattr(pulse, "_last", float("-inf"))
    pulse.show()


def test_liveness_asks_nothing_else(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").status_code == 200


def test_ready_when_every_part_works(client, living_worker):
    answer = client.get("/readyz")

    assert answer.json() == {"database": "ok", "broker": "ok", "storage": "ok", "worker": "ok"}
    assert answer.status_code == 200


def test_the_probe_of_the_storage_leaves_nothing(client, living_worker):
    client.get("/readyz")

    assert default_storage.listdir("health") == ([], [])


def test_not_ready_without_a_worker(client):
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"database": "ok", "broker": "ok", "storage": "ok", "worker": "failing"}


def test_a_worker_not_seen_for_a_minute_counts_as_gone(client, living_worker):
    with time_machine.travel(timedelta(seconds=61)):
        assert client.get("/readyz").json()["worker"] == "failing"


@pytest.mark.parametrize("part", ["database", "broker", "storage"])
def test_not_ready_says_which_part_fails(client, living_worker, monkeypatch, part):
    def away():
        raise OSError("away")

    monkeypatch.setitem(health.CHECKS, part, away)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert [name for name, state in answer.json().items() if state != "ok"] == [part]


def test_a_storage_that_cannot_be_written_is_noticed(client, living_worker, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(default_storage, "save", full)

    assert client.get("/readyz").json()["storage"] == "failing"


def test_a_database_that_is_away_is_noticed(client, living_worker, monkeypatch):
    def away():
        raise OSError("away")

    monkeypatch.setattr(connection, "cursor", away)

    assert client.get("/readyz").json()["database"] == "failing"


def test_metrics_count_mail_and_name_nobody(client, deliver, alice, bcc_address):
    deliver(factories.mail(), to=bcc_address)
    InboundMessage.objects.create(envelope_recipient="x", blob="x", size=1, received_at="2026-01-01T00:00Z")

    text = client.get("/metrics").content.decode()

    assert 'blindcopy_inbound_messages{status="logged"} 1.0' in text
    assert 'blindcopy_inbound_messages{status="received"} 1.0' in text
    assert 'blindcopy_inbound_messages{status="failed"} 0.0' in text
    assert "blindcopy_receipts_waiting 0.0" in text
    assert "blindcopy_oldest_waiting_seconds 0.0" not in text
    assert "acme" not in text.lower()


def test_metrics_may_ask_for_a_token(client, settings):
    settings.METRICS_TOKEN = "secret"

    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer secret"}).status_code == 200
