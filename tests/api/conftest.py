"""Alice, Bob and Charlie each with a token of their own."""

import pytest
from django.test import Client

from crm.models import ApiToken, User
from tests import factories


class Program:
    """What somebody's script sees of the API."""

    def __init__(self, user: User) -> None:
        token = ApiToken.objects.issue(user.memberships.get(), "script")
        self.client = Client(headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False)

    def get(self, path: str, **query):
        return self.client.get(path if path.startswith("http") else f"/api/v1/{path}", query or None)

    def post(self, path: str, body):
        return self.client.post(f"/api/v1/{path}", body, content_type="application/json")

    def items(self, path: str, **query) -> list[dict]:
        return self.get(path, **query).json()["items"]

    def walk(self, path: str, **query) -> list[dict]:
        """All rows, page by page as `next` says."""
        page = self.get(path, **query).json()
        rows = page["items"]
        while page["next"]:
            page = self.get(page["next"]).json()
            rows += page["items"]
        return rows


@pytest.fixture
def program():
    return Program


@pytest.fixture
def api(alice):
    return Program(alice)


@pytest.fixture
def logged(account, alice, bcc_address, deliver):
    """A mail with an attachment to Maya of Customer Ltd, who has an open deal."""
    company = factories.company(account, "Customer Ltd")
    maya = factories.contact(account, "maya@customer.test", first_name="Maya", company=company)
    factories.deal(account, "Renewal", (maya,), company=company)
    [inbound] = deliver(factories.mail(attachments=(("offer.pdf", b"%PDF-1.7 offer"),)), bcc_address)
    assert inbound.reason == "logged"
    return inbound.email
