"""`/bounced-attachments`: for administrators' tokens alone (R11)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.models import AuditEntry
from emaillog.models import BouncedAttachment, InboundMessage, LoggingRules, Notice
from tests.factories import mail

KB = 1024
FIELDS = {"id", "name", "size", "limit", "content_type", "email", "user", "created_at", "state", "notice"}
PATH = "bounced-attachments"


@pytest.fixture
def bounced(account, alice, bob, bcc_address, deliver):
    """Alice's file of two kibibytes, and Bob's of three."""
    LoggingRules.objects.create(account=account, attachment_limit=KB)
    deliver(mail(attachments=(("a.bin", b"a" * 2 * KB),)), bcc_address)
    deliver(mail(sender="bob@acme.test", attachments=(("b.bin", b"b" * 3 * KB),)), bcc_address, "bob@acme.test")
    return list(BouncedAttachment.objects.order_by("pk"))


def test_an_item_has_the_promised_fields(api, bounced):
    newest, oldest = api.items(PATH)
    assert oldest.keys() >= FIELDS
    assert (oldest["name"], oldest["size"], oldest["limit"], oldest["state"]) == ("a.bin", 2 * KB, KB, "open")
    assert (oldest["user"], oldest["email"]) == ("alice@acme.test", str(bounced[0].email_id))
    assert oldest["notice"].keys() == {"state", "sent_at", "reason"}
    assert api.get(f"{PATH}/{newest['id']}").json() == newest


def test_it_is_filtered(api, bounced):
    late = (timezone.now() + timedelta(hours=1)).isoformat()
    early = (timezone.now() - timedelta(hours=1)).isoformat()
    for query, names in (
        ({"state": "open"}, ["b.bin", "a.bin"]),
        ({"state": "stored"}, []),
        ({"user": "BOB@acme.test"}, ["b.bin"]),
        ({"min_size": 2 * KB + 1}, ["b.bin"]),
        ({"since": early}, ["b.bin", "a.bin"]),
        ({"since": late}, []),
        ({"user": "b\0b"}, []),
        ({"min_size": 10**30}, []),
    ):
        assert [item["name"] for item in api.items(PATH, **query)] == names, query
    assert [item["name"] for item in api.walk(PATH, limit=1)] == ["b.bin", "a.bin"]
    for query in ({"state": "lost"}, {"min_size": "big"}, {"since": "soon"}, {"since": "2026-11-23T10:00"}):
        assert api.get(PATH, **query).status_code == 422, query


@pytest.mark.parametrize("action", ["", "/dismiss", "/take-back", "/send-notice-again", "/store"])
def test_a_member_and_a_stranger_find_nothing(program, bob, charlie, bounced, action):
    for user in (bob, charlie):
        script, path = program(user), f"{PATH}/{bounced[1].pk}{action}"
        answer = script.post(path, {}) if action else script.get(path)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert program(bob).get(PATH).status_code == 404
    assert program(charlie).items(PATH) == []


def test_it_is_stored_after_all(api, bounced, drain):
    path = f"{PATH}/{bounced[0].pk}"
    answer = api.post(f"{path}/store", {})
    assert (answer.status_code, answer.json()["state"]) == (202, "storing")
    assert api.post(f"{path}/store", {}).status_code == 409
    drain()
    assert api.get(path).json()["state"] == "stored"
    [file] = api.get(f"emails/{bounced[0].email_id}").json()["attachments"]
    assert file["kept"]
    assert b"".join(api.get(file["url"]).streaming_content) == b"a" * 2 * KB


def test_too_late_is_a_conflict(api, bounced):
    InboundMessage.objects.update(blob="")
    path = f"{PATH}/{bounced[0].pk}"
    assert api.get(path).json()["can_be_stored"] is False
    answer = api.post(f"{path}/store", {})
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert "too late" in answer.json()["detail"]


def test_it_is_dismissed_and_taken_back(api, bounced):
    path = f"{PATH}/{bounced[0].pk}"
    assert api.post(f"{path}/dismiss", {}).json()["state"] == "dismissed"
    assert api.post(f"{path}/dismiss", {}).status_code == 409
    assert api.post(f"{path}/take-back", {}).json()["state"] == "open"
    assert api.post(f"{path}/take-back", {}).status_code == 409
    assert list(AuditEntry.objects.values_list("action", flat=True)) == ["bounced.reopened", "bounced.dismissed"]


def test_the_notice_is_sent_again(api, bounced):
    path = f"{PATH}/{bounced[0].pk}"
    Notice.objects.filter(pk=bounced[0].notice_id).update(status="waiting")
    assert api.post(f"{path}/send-notice-again", {}).status_code == 409
    Notice.objects.filter(pk=bounced[0].notice_id).update(status="sent")
    answer = api.post(f"{path}/send-notice-again", {})
    assert (answer.status_code, answer.json()["notice"]["state"]) == (202, "waiting")


def test_of_private_mail_nothing_is_named_and_nothing_done(api, bob, bounced):
    entry = bounced[1].email.entry
    entry.private_to = bob
    entry.save()
    withheld, _own = api.items(PATH)
    assert (withheld["name"], withheld["content_type"], withheld["email"], withheld["user"]) == ("", "", None, None)
    assert withheld["size"] == 3 * KB
    assert api.items(PATH, user="bob@acme.test") == []
    assert api.post(f"{PATH}/{bounced[1].pk}/dismiss", {}).status_code == 409
    assert BouncedAttachment.objects.get(pk=bounced[1].pk).status == "open"
