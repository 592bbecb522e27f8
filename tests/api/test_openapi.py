"""The schema is valid, and promises what the answers hold."""

import pytest
from openapi_spec_validator import validate

FIELDS = {
    "ContactOut": "id first_name last_name emails company origin created_at",
    "CompanyOut": "id name domains",
    "DealOut": "id name stage is_open opened_at closed_at amount currency company contacts",
    "TimelineItem": "id kind occurred_at data",
    "EmailOut": "id message_id subject direction occurred_at from to cc text html logged_by source contacts companies "
    "deals attachments",
    "AttachmentOut": "name size content_type kept reason url",
    "BouncedOut": "id name size limit content_type email user created_at state notice",
    "InboundOut": "id received_at envelope_sender route outcome reason email",
}


@pytest.fixture
def schema(client, db):
    return client.get("/api/v1/openapi.json").json()


def test_the_schema_is_valid(schema):
    validate(schema)


@pytest.mark.parametrize("name", FIELDS)
def test_the_schema_promises_these_fields(schema, name):
    assert schema["components"]["schemas"][name]["properties"].keys() >= set(FIELDS[name].split())


def test_the_docs_ask_nobody_else(client, db):
    page = client.get("/api/v1/docs").content.decode()
    assert "http://" not in page
    assert "https://" not in page
    assert '"validatorUrl": null' in page
