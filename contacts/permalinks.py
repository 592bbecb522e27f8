"""Addresses of single entries: they lead to the page of the timeline on which the entry stands now."""

from urllib.parse import urlencode

from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan

from contacts.models import TimelineEntry, TimelineLink
from contacts.timeline import ORDER, SIZE, Record, links_of, name_of
from crm.models import Account, User
from crm.paging import cursor_after

NEWER_SHOWN = 4  # entries above the one that is looked for, so that it does not stand alone


def address(account: Account, record: Record, entry: TimelineEntry, reader: User) -> str:
    """Of a record's page, from a little above the entry on, with the entry as its target."""
    page, target = record.get_absolute_url(), f"#entry-{entry.pk}"
    link = TimelineLink.objects.get(account=account, entry=entry, **{name_of(record): record})
    if link.pinned_at is not None:
        return page + target
    links = links_of(account, record, reader).filter(pinned_at=None, occurred_at__gte=link.occurred_at)
    above = links.filter(TupleGreaterThan(Tuple("occurred_at", "pk"), (link.occurred_at, link.pk)))
    newer = list(above.order_by("occurred_at", "id")[:SIZE])
    if len(newer) < SIZE:
        return page + target
    return f"{page}?{urlencode({'cursor': cursor_after(links, newer[NEWER_SHOWN], ORDER)})}{target}"
