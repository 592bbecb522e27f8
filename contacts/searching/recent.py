"""The records on which something happened last, for whoever has not typed anything yet."""

from django.db.models import Prefetch

from contacts.bulk.waiting import hidden_by_kind
from contacts.models import Company, Contact, ContactEmail, Deal, TimelineEntry, TimelineLink
from contacts.timeline import name_of
from crm.models import Account, User

LOOKED_AT = 40  # entries
MOST = 6


def records(account: Account, reader: User, most: int = MOST) -> list[Contact | Company | Deal]:
    """By what this reader may see of their timelines; companies only by their people and deals."""
    entries = TimelineEntry.objects.filter(account=account).seen_by(reader).order_by("-occurred_at", "-id")
    links = (
        TimelineLink.objects.filter(account=account, entry__in=list(entries.values_list("pk", flat=True)[:LOOKED_AT]))
        .exclude(contact=None, deal=None)
        .select_related("contact__company", "deal__company")
        .prefetch_related(Prefetch("contact__emails", ContactEmail.objects.filter(account=account)))
        .order_by("-occurred_at", "id")
    )
    found = dict[tuple[str, int], Contact | Company | Deal]()
    gone = hidden_by_kind(account)
    for link in links:
        record = link.contact or link.deal
        if record and record.pk not in gone[name_of(record)]:
            found.setdefault((type(record).__name__, record.pk), record)
    return list(found.values())[:most]
