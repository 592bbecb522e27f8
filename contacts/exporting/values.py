"""What a file says of each column of a list; headings are those that an import knows again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.exporting.cells import safe

Get = Callable[[Any], object]


@dataclass(frozen=True)
class Value:
    """One column of the file."""

    heading: str | Promise
    get: Get

    def of(self, record: object) -> str:
        return written(self.get(record))


def written(value: object) -> str:
    """ISO 8601 for dates, in the reader's zone; numbers with a point; of texts only what stays text."""
    match value:
        case None:
            return ""
        case datetime():
            return timezone.localtime(value).isoformat(sep=" ", timespec="seconds")
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
    return safe(str(value))


OWNER = (
    Value(_("Owner"), lambda record: record.owner),
    Value(_("Owner’s address"), lambda record: record.owner and record.owner.email),
)
PHONE = (Value(_("Phone"), lambda record: record.phone),)
ACTIVITY = (Value(_("Last activity"), lambda record: record.last_activity),)
ADDED = (Value(_("Added"), lambda record: record.created_at),)
VALUES: dict[str, dict[str, tuple[Value, ...]]] = {
    "contact": {
        "name": (
            Value(_("First name"), lambda contact: contact.first_name),
            Value(_("Last name"), lambda contact: contact.last_name),
            Value(_("Job title"), lambda contact: contact.title),
        ),
        "email": (
            Value(_("Email"), lambda contact: next(iter(contact.addresses), "")),
            Value(_("Other addresses"), lambda contact: ", ".join(contact.addresses[1:])),
        ),
        "company": (Value(_("Company"), lambda contact: contact.company),),
        "phone": PHONE,
        "lifecycle": (Value(_("Lifecycle"), lambda contact: contact.get_lifecycle_display()),),
        "owner": OWNER,
        "origin": (Value(_("Created by"), lambda contact: contact.get_origin_display()),),
        "activity": ACTIVITY,
        "added": ADDED,
    },
    "company": {
        "name": (Value(_("Company"), lambda company: company.name),),
        "domains": (Value(_("Domains"), lambda company: ", ".join(company.domain_names)),),
        "phone": PHONE,
        "owner": OWNER,
        "activity": ACTIVITY,
        "added": ADDED,
    },
    "deal": {
        "name": (
            Value(_("Deal"), lambda deal: deal.name),
            Value(_("Company"), lambda deal: deal.company),
        ),
        "stage": (Value(_("Stage"), lambda deal: deal.get_stage_display()),),
        "amount": (
            Value(_("Amount"), lambda deal: deal.amount),
            Value(_("Currency"), lambda deal: deal.currency if deal.amount is not None else None),
        ),
        "closing": (Value(_("Closing date"), lambda deal: deal.closes_on),),
        "people": (
            Value(_("Contacts"), lambda deal: "; ".join(person.name for person in deal.people)),
            Value(
                _("Contacts’ addresses"),
                lambda deal: ", ".join(address for person in deal.people for address in person.addresses[:1]),
            ),
        ),
        "owner": OWNER,
        "opened": (Value(_("Opened"), lambda deal: deal.opened_at),),
        "activity": ACTIVITY,
        "added": ADDED,
    },
}
