"""What the API says of mails: the field names are a promise to whoever reads them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from ninja import Schema
from pydantic import Field

from emaillog.models import Attachment, InboundMessage, LoggedEmail, Status, signature


class Person(Schema):
    name: str
    address: str


class AttachmentOut(Schema):
    name: str
    size: int
    content_type: str
    kept: bool
    reason: str
    url: str | None = Field(description="Where to download it, with the same token; null when it was left out.")

    @staticmethod
    def resolve_url(attachment: Attachment, context: dict[str, Any]) -> str | None:
        if not attachment.kept:
            return None
        path = reverse("api:download_attachment", args=[attachment.pk])
        return str(context["request"].build_absolute_uri(path))


class Invited(Person):
    answer: str = Field(
        description='"accepted", "declined", "tentative", "needs-action" …; empty where nothing is said.'
    )


class InvitationOut(Schema):
    method: str = Field(description='Of RFC 5546, in lower case: "request", "reply", "cancel" …')
    answer: str = Field(description="Of a reply: what its sender answered.")
    summary: str
    start: str | None = Field(description="ISO 8601: a date for whole days; without offset where no zone is known.")
    end: str | None = Field(description="Exclusive: the day after the last one where it is a date.")
    zone: str = Field(description="The time zone in which it was planned, an IANA name where it is one of those.")
    location: str
    organizer: Invited | None
    attendees: list[Invited]
    status: str
    recurs: bool
    sequence: int
    uid: str


class EmailOut(Schema):
    id: UUID
    message_id: str
    subject: str
    direction: str
    occurred_at: datetime
    sender: Person | None = Field(serialization_alias="from")
    to: list[Person]
    cc: list[Person]
    text: str
    html: str = Field(description="Sanitised when it was logged.")
    note: str
    invitations: list[InvitationOut]
    protection: str = Field(
        description='"signed-smime", "signed-openpgp", "encrypted-smime", "encrypted-openpgp" or empty; '
        "no signature is checked."
    )
    logged_by: str | None = Field(
        description="The login address of the user, or the name of the team; null when they are gone."
    )
    shared_with: list[str] = Field(
        description="Names of the others who have the sender's address: it was attributed to one of them at random."
    )
    source: str
    contacts: list[int]
    companies: list[int]
    deals: list[int]
    attachments: list[AttachmentOut]

    @staticmethod
    def resolve_sender(email: LoggedEmail) -> dict[str, str] | None:
        return email.sender or None

    @staticmethod
    def resolve_logged_by(email: LoggedEmail) -> str | None:
        return signature(email.logged_by, email.team)

    @staticmethod
    def resolve_contacts(email: LoggedEmail) -> list[int]:
        return linked(email, "contact")

    @staticmethod
    def resolve_companies(email: LoggedEmail) -> list[int]:
        return linked(email, "company")

    @staticmethod
    def resolve_deals(email: LoggedEmail) -> list[int]:
        return linked(email, "deal")


def linked(email: LoggedEmail, record: str) -> list[int]:
    """The ids of one kind of record that the mail is associated with."""
    ids = (getattr(link, f"{record}_id") for link in email.entry.links.all())
    return sorted(pk for pk in ids if pk is not None)


class InboundOut(Schema):
    id: int
    received_at: datetime
    envelope_sender: str
    route: str
    subject: str
    outcome: str
    reason: str = Field(description="A reason code; empty while the message waits.")
    in_review: bool = Field(description="Whether it waits for a person, who can have it logged or reject it.")
    email: UUID | None

    @staticmethod
    def resolve_outcome(inbound: InboundMessage) -> str:
        return "waiting" if inbound.status == Status.RECEIVED else inbound.status

    @staticmethod
    def resolve_subject(inbound: InboundMessage) -> str:
        return "" if getattr(inbound, "is_withheld", False) else inbound.subject

    @staticmethod
    def resolve_email(inbound: InboundMessage) -> UUID | None:
        return inbound.opens
