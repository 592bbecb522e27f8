"""Records by the short names that forms and addresses give them: "contact:7"."""

from collections.abc import Iterable

from contacts.models import Company, Contact, Deal, TimelineEntry, TimelineLink
from contacts.timeline import Name, Record, name_of
from crm import ids
from crm.models import Account

MODELS: dict[Name, type[Contact] | type[Company] | type[Deal]] = {"contact": Contact, "company": Company, "deal": Deal}


def key_of(record: Record) -> str:
    return f"{name_of(record)}:{record.pk}"


def named(account: Account, key: str) -> Record | None:
    """The record of the account that is meant, None when there is none."""
    kind, _colon, number = key.partition(":")
    model = next((model for name, model in MODELS.items() if name == kind), None)
    if model is None:
        return None
    found: Record | None = model.objects.of(account).filter(pk=ids.read(number) or 0).first()
    if found is not None:
        found.account = account
    return found


def of_entry(entry: TimelineEntry) -> list[Record]:
    """The records that an entry stands on, the first of them first."""
    links = TimelineLink.objects.filter(account=entry.account_id, entry=entry).order_by("id")
    return records(links.select_related("contact", "company", "deal"))


def records(links: Iterable[TimelineLink]) -> list[Record]:
    found = (link.contact or link.company or link.deal for link in links)
    return [record for record in found if record is not None]
