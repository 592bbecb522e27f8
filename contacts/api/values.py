"""What the API says of records: the field names are a promise to whoever reads them."""

from datetime import datetime
from typing import Any

from ninja import Schema

from contacts.models import Company, Contact, Deal, TimelineLink


class CompanyName(Schema):
    id: int
    name: str


class ContactOut(Schema):
    id: int
    first_name: str
    last_name: str
    emails: list[str]
    title: str
    phone: str
    company: CompanyName | None
    origin: str
    created_at: datetime

    @staticmethod
    def resolve_emails(contact: Contact) -> list[str]:
        return contact.addresses


class CompanyOut(Schema):
    id: int
    name: str
    domains: list[str]
    phone: str
    created_at: datetime

    @staticmethod
    def resolve_domains(company: Company) -> list[str]:
        return company.domain_names


class DealOut(Schema):
    id: int
    name: str
    stage: str
    is_open: bool
    opened_at: datetime
    closed_at: datetime | None
    amount: float | None  # at most 14 digits, which a JSON number holds exactly
    currency: str
    company: CompanyName | None
    contacts: list[int]

    @staticmethod
    def resolve_contacts(deal: Deal) -> list[int]:
        return [part.contact_id for part in deal.deal_contacts.all()]


class TimelineItem(Schema):
    id: int
    kind: str
    occurred_at: datetime
    data: dict[str, Any]

    @staticmethod
    def resolve_id(link: TimelineLink) -> int:
        return link.entry_id

    @staticmethod
    def resolve_kind(link: TimelineLink) -> str:
        return link.entry.kind

    @staticmethod
    def resolve_data(link: TimelineLink) -> dict[str, Any]:
        return link.entry.data_seen
