"""What stands in the database, as tests compare it."""

from django.core import serializers

from contacts.models import Company, CompanyDomain, Contact, ContactEmail, Deal, TimelineEntry, TimelineLink
from emaillog.models import (
    AlsoLogged,
    AssociationChange,
    Attachment,
    AwaitedContact,
    InboundMessage,
    LoggedEmail,
)

STANDING = (
    *(Contact, ContactEmail, Company, CompanyDomain, Deal, TimelineEntry, TimelineLink),
    *(LoggedEmail, Attachment, AwaitedContact, AlsoLogged, AssociationChange),
)
OF_THE_ATTEMPT = ("attempts", "retry_at", "settled_at")


def dump() -> dict[str, list]:
    """Everything that mail made, and every message with its outcome."""
    rows = {model.__name__: serializers.serialize("python", model.objects.order_by("pk")) for model in STANDING}
    messages = serializers.serialize("python", InboundMessage.objects.order_by("pk"))
    for row in messages:
        for name in OF_THE_ATTEMPT:
            row["fields"].pop(name)
    return rows | {"InboundMessage": messages}


def differences(before: dict[str, list], after: dict[str, list]) -> set[str]:
    return {name for name, rows in before.items() if rows != after[name]}


def stands_on(email: LoggedEmail) -> set[str]:
    links = TimelineLink.objects.filter(entry=email.entry).select_related("contact", "company", "deal")
    return {str(link.contact or link.company or link.deal) for link in links}


def deals_of(email: LoggedEmail) -> set[str]:
    return {name for name in stands_on(email) if name.startswith("Deal ")}


def crowd(numbers: range) -> str:
    return ", ".join(f"p{number}@town{number % 9}.test" for number in numbers)
