"""Charlie's token opens nothing of Acme: every path of the API is asked for, and a new one must be added here."""

import pytest
from django.test import Client
from django.urls import reverse

from contacts.models import Company, Contact, Deal
from crm.api import api as rest
from emaillog.models import Attachment, BouncedAttachment, InboundMessage, LoggedEmail
from emaillog.searching import indexing

LISTS = {"contacts", "companies", "deals", "emails", "inbound-messages", "bounced-attachments"}
SEARCH = {"search"}
OPEN = {"docs", "openapi.json", ""}
RECORDS = {
    "contacts/<contact_id>": Contact,
    "contacts/<contact_id>/timeline": Contact,
    "companies/<company_id>": Company,
    "companies/<company_id>/timeline": Company,
    "deals/<deal_id>": Deal,
    "deals/<deal_id>/timeline": Deal,
    "emails/<email_id>": LoggedEmail,
    "attachments/<attachment_id>": Attachment,
    "inbound-messages/<message_id>": InboundMessage,
    "bounced-attachments/<bounced_id>": BouncedAttachment,
}
ACTIONS = {
    "inbound-messages/<message_id>/process-again": InboundMessage,
    "bounced-attachments/<bounced_id>/dismiss": BouncedAttachment,
    "bounced-attachments/<bounced_id>/take-back": BouncedAttachment,
    "bounced-attachments/<bounced_id>/send-notice-again": BouncedAttachment,
    "bounced-attachments/<bounced_id>/store": BouncedAttachment,
}


@pytest.fixture
def logged(logged):
    """With its attachment as if it had been left out."""
    file = logged.attachments.get()
    words = {"size": file.size, "limit": 1, "reason": "attachment_too_large"}
    BouncedAttachment.objects.create(account=logged.account, attachment=file, email=logged, **words)
    return logged


def routes() -> set[str]:
    return {str(pattern.pattern) for pattern in rest.urls[0]}


def of_record(path: str) -> str:
    """The path with the id of Acme's own record."""
    head, _, tail = path.partition("<")
    return f"{head}{(RECORDS | ACTIONS)[path].objects.get().pk}{tail.partition('>')[2]}"


def test_every_path_has_its_case_here():
    assert routes() == LISTS | SEARCH | OPEN | set(RECORDS | ACTIONS)


@pytest.mark.parametrize("path", sorted(RECORDS))
def test_a_foreign_record_is_not_there(api, program, charlie, logged, path):
    address = of_record(path)
    assert api.get(address).status_code == 200
    answer = program(charlie).get(address)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", sorted(ACTIONS))
def test_a_foreign_record_is_not_acted_on(program, charlie, logged, path):
    answer = program(charlie).post(of_record(path), {})
    assert answer.status_code == 404
    assert Client().post(f"/api/v1/{of_record(path)}").status_code == 401


@pytest.mark.parametrize("path", sorted(LISTS))
def test_a_list_holds_nothing_foreign(api, program, charlie, logged, path):
    assert len(api.items(path)) == 1
    assert program(charlie).items(path) == []


@pytest.mark.parametrize("path", sorted(LISTS | set(RECORDS)))
def test_nothing_is_said_without_a_token(logged, path):
    address = of_record(path) if path in RECORDS else path
    assert Client().get(f"/api/v1/{address}").status_code == 401


def test_a_search_finds_nothing_foreign(api, program, charlie, logged):
    indexing.index_waiting()
    for words in ("maya", "customer", "renewal", "offer"):
        assert api.items("search", q=words)
        assert program(charlie).items("search", q=words) == []
    assert Client().get("/api/v1/search?q=maya").status_code == 401


def test_an_address_does_not_find_a_foreign_contact(program, charlie, logged):
    assert program(charlie).items("contacts", email="maya@customer.test") == []


def test_foreign_records_cannot_be_named_in_what_is_created(program, charlie, logged):
    stranger = program(charlie)
    company, contact = Company.objects.get().pk, Contact.objects.get().pk
    for path, body in (
        ("contacts", {"first_name": "Eve", "company": company}),
        ("deals", {"name": "Theft", "company": company}),
        ("deals", {"name": "Theft", "contacts": [contact]}),
    ):
        answer = stranger.post(path, body)
        assert answer.status_code == 422, path
        assert [error["field"] for error in answer.json()["errors"]] == [list(body)[1]]


def test_a_session_is_no_token(signed_in, alice):
    assert signed_in(alice).get("/api/v1/contacts").status_code == 401


def test_the_token_of_a_deactivated_user_is_void(program, bob):
    script = program(bob)
    bob.is_active = False
    bob.save()
    assert script.get("contacts").status_code == 401


def test_the_token_of_a_former_member_is_void(program, bob):
    script = program(bob)
    bob.memberships.update(is_active=False)
    assert script.get("contacts").status_code == 401


def test_docs_and_schema_name_their_addresses(client):
    assert reverse("api:openapi-view") == "/api/v1/docs"
    assert client.get("/api/v1/openapi.json").status_code == 200
