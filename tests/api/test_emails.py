import json
from typing import NoReturn
from urllib.parse import unquote

from django.test import Client
from django.utils.dateparse import parse_datetime

from contacts.models import Company, Contact, Deal
from emaillog import blobs
from emaillog.bucket import BucketError
from tests import factories

EMAIL = {
    *("id", "message_id", "subject", "direction", "occurred_at", "from", "to", "cc", "text", "html", "logged_by"),
    *("source", "contacts", "companies", "deals", "attachments"),
}


def test_an_email_has_the_promised_fields(api, logged):
    [item] = api.items("emails")
    assert item.keys() >= EMAIL
    assert item["from"] == {"name": "Alice Admin", "address": "alice@acme.test"}
    assert item["to"] == [{"name": "Maya Chen", "address": "maya@customer.test"}]
    assert (item["subject"], item["direction"], item["source"]) == ("Our offer", "outgoing", "bcc")
    assert item["logged_by"] == "alice@acme.test"
    assert item["message_id"] == logged.message_id
    assert "here is our offer" in item["text"]
    assert parse_datetime(item["occurred_at"]) == factories.MORNING
    assert item["contacts"] == [Contact.objects.get().pk]
    assert item["companies"] == [Company.objects.get().pk]
    assert item["deals"] == [Deal.objects.get().pk]
    assert api.get(f"emails/{logged.pk}").json() == item


def test_an_attachment_comes_back_whole_and_is_never_shown(api, logged):
    [attachment] = api.get(f"emails/{logged.pk}").json()["attachments"]
    assert attachment.keys() == {"name", "size", "content_type", "kept", "reason", "url"}
    assert (attachment["name"], attachment["size"], attachment["kept"]) == ("offer.pdf", 14, True)
    answer = api.get(attachment["url"])
    assert answer.getvalue() == b"%PDF-1.7 offer"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="offer.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_an_attachment_needs_the_token_too(api, logged):
    url = api.get(f"emails/{logged.pk}").json()["attachments"][0]["url"]
    assert Client().get(url).status_code == 401


def test_an_attachment_with_an_odd_name_can_be_downloaded(api, logged):
    attachment = logged.attachments.get()
    for name in ("a\r\nX: y.txt", "../../etc/passwd", "\u202egnp.exe"):
        logged.attachments.update(name=name)
        disposition = api.get(f"attachments/{attachment.pk}")["Content-Disposition"]
        assert disposition.startswith("attachment; filename")
        assert not set("\r\n/\u202e") & set(unquote(disposition))


def test_an_attachment_that_was_left_out_says_why_and_has_no_address(api, logged):
    logged.attachments.update(blob="", reason="attachment_too_large")
    [attachment] = api.get(f"emails/{logged.pk}").json()["attachments"]
    assert (attachment["kept"], attachment["reason"]) == (False, "attachment_too_large")
    assert attachment["url"] is None
    assert api.get(f"attachments/{logged.attachments.get().pk}").status_code == 404


def test_the_mail_stands_on_the_timelines_of_contact_company_and_deal(api, logged):
    records = (("contacts", Contact), ("companies", Company), ("deals", Deal))
    for path, model in records:
        [item] = api.items(f"{path}/{model.objects.get().pk}/timeline")
        assert item.keys() == {"id", "kind", "occurred_at", "data"}
        assert item["kind"] == "emaillog.email"
        assert item["data"]["email_id"] == str(logged.pk)
        promised = {"email_id", "subject", "direction", "from", "to", "cc", "snippet", "attachments"}
        assert item["data"].keys() >= promised
    assert json.dumps(item["data"]["to"]) == '[{"name": "Maya Chen", "address": "maya@customer.test"}]'


def test_an_attachment_can_be_asked_for_in_parts(api, logged):
    url = api.get(f"emails/{logged.pk}").json()["attachments"][0]["url"]
    part = api.client.get(url, headers={"Range": "bytes=1-3"})
    assert (part.status_code, part.getvalue(), part["Content-Range"]) == (206, b"PDF", "bytes 1-3/14")
    assert api.client.head(url)["Content-Length"] == "14"


def test_a_storage_that_is_away_is_said_and_is_no_fault_of_ours(api, logged, monkeypatch):
    def refuse() -> NoReturn:
        raise BucketError("EndpointConnectionError")

    monkeypatch.setattr(blobs, "stream", lambda *_: iter(refuse, None))
    answer = api.get(f"attachments/{logged.attachments.get().pk}")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert answer.json()["detail"] == "The file store does not answer. Nothing is lost: try again in a minute."
