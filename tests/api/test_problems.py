"""Errors as RFC 9457 has them, in sentences."""

import pytest
from django.test import Client

from contacts.models import Contact


def errors_of(answer) -> dict[str, str]:
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == answer.status_code == 422
    fields = [error["field"] for error in body["errors"]]
    assert len(fields) == len(set(fields)), "one sentence a field"
    return {error["field"]: error["detail"] for error in body["errors"]}


def test_a_missing_token_is_said_with_the_way_to_send_one(db):
    for headers in (
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Basic YTpi"},
        {"Authorization": "Bearer"},
    ):
        answer = Client(headers=headers).get("/api/v1/contacts")
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"] == "Bearer"
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["title"] == "Unauthorized"


def test_an_unknown_id_is_not_found(api):
    for path in ("contacts/1", f"contacts/{2**70}", "deals/-1", "companies/0/timeline", "nothing"):
        answer = api.get(path)
        assert answer.status_code == 404, path
        assert answer.json()["status"] == 404


@pytest.mark.parametrize("body", [b"{", b"\xff", b'{"name": ', b"[1]", b'"text"', b"5", b"null"])
def test_a_body_that_is_no_json_object_is_a_bad_request(api, body):
    answer = api.client.post("/api/v1/companies", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"] == "The body is not a JSON object."


def test_no_body_at_all_is_said_so(api):
    answer = api.client.post("/api/v1/companies", b"", content_type="application/json")
    assert errors_of(answer) == {"body": "This field is required."}


def test_each_wrong_field_of_a_contact_has_one_sentence(api):
    body = {"first_name": 5, "emails": ["a@b.test", 7], "company": {"name": "x"}, "title": ["x"]}
    assert errors_of(api.post("contacts", body)) == {
        "first_name": "This must be a text.",
        "emails.1": "This must be a text.",
        "company": "This must be a whole number.",
        "title": "This must be a text.",
    }


def test_what_the_page_would_refuse_the_api_refuses_in_its_words(api):
    assert errors_of(api.post("contacts", {"emails": ["no address"]})) == {"emails": "“no address” is no mail address."}
    assert errors_of(api.post("contacts", {})) == {"body": "Give at least a name or an email address."}
    assert errors_of(api.post("companies", {"name": "A", "domains": ["a b"]})).keys() == {"domains"}
    assert errors_of(api.post("companies", {"name": ""})).keys() == {"name"}
    assert errors_of(api.post("companies", {"name": "x" * 201})).keys() == {"name"}
    assert errors_of(api.post("contacts", {"first_name": "a\0b"})).keys() == {"first_name"}
    assert errors_of(api.post("contacts", {"emails": ["\ud800@b.test"]})).keys() == {"emails.0"}
    assert not Contact.objects.exists()


def test_each_wrong_field_of_a_deal_has_one_sentence(api):
    body = {"stage": 7, "amount": "much", "opened_at": "yesterday", "contacts": ["x"], "is_open": "perhaps"}
    found = errors_of(api.post("deals", body))
    assert found.keys() == {"name", "stage", "amount", "opened_at", "contacts.0", "is_open"}
    assert found["name"] == "This field is required."
    assert found["stage"] == "This must be a text."
    assert found["amount"] == "This must be a number."
    assert all(sentence.endswith(".") for sentence in found.values())


def test_a_stage_that_the_account_has_not_is_refused_with_those_it_has(api):
    found = errors_of(api.post("deals", {"name": "Renewal", "stage": "bought"}))
    assert found == {"stage": "This must be one of new, qualified, proposal, negotiation, won, lost."}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", 10**13),
        ("amount", "NaN"),
        ("amount", 1.234),
        ("currency", "EURO"),
        ("opened_at", "0001-01-01T00:00:00+05:00"),
        ("opened_at", "9999-12-31T23:59:59-05:00"),
        ("company", 999),
        ("company", 2**63),
        ("contacts", [999]),
        ("name", "\ud800"),
    ],
)
def test_a_value_that_no_deal_can_have_is_refused(api, field, value):
    assert errors_of(api.post("deals", {"name": "Renewal"} | {field: value})).keys() & {field, f"{field}.0"}


def test_a_deal_cannot_be_won_and_open(api):
    assert "body" in errors_of(api.post("deals", {"name": "Renewal", "stage": "won", "is_open": True}))


def test_our_own_mistake_is_a_500_without_a_word_of_it(api, monkeypatch, caplog):
    def broken(*_, **__):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("contacts.api.listing.page", broken)
    answer = api.get("contacts")
    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/problem+json"
    assert "secret" not in answer.content.decode()
    assert "secret detail" in caplog.text
