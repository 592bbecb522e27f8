"""What people did with a mail by hand: when it is removed that is remembered, and it comes back as it stood."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from contacts import pins, places
from contacts.models import TimelineLink
from contacts.models.timeline import TimelineLinkQuerySet
from crm.models import User
from emaillog import rearranging
from emaillog.decisions import Decision
from emaillog.models import AssociationChange, LoggedEmail
from emaillog.rearranging import LastPlaceError


def remembered(decision: Decision, email: LoggedEmail) -> Decision:
    """With the records on which people put this mail, which goes, from which they took it, and where they pinned it."""
    changes = AssociationChange.objects.filter(account=email.account_id, email=email).order_by("id")
    links: TimelineLinkQuerySet = TimelineLink.objects.filter(account=email.account_id, entry=email.entry_id)
    pinned = links.filter(pinned_at__isnull=False).order_by("pinned_at", "id")
    return replace(
        decision,
        put_on=keys(changes.filter(is_added=True)),
        taken_from=keys(changes.filter(is_added=False)),
        pinned_on=keys(pinned),
    )


def keys(rows: Iterable[AssociationChange | TimelineLink]) -> tuple[str, ...]:
    """As `places` names records."""
    kinds = ("contact", "company", "deal")
    return tuple(f"{kind}:{pk}" for row in rows for kind in kinds if (pk := getattr(row, f"{kind}_id")))


def restore(decision: Decision, email: LoggedEmail, user: User) -> None:
    """Where a record has gone meanwhile, or others took the places on top, the rest comes back all the same."""
    for key in decision.put_on:
        if record := places.named(email.account, key):
            rearranging.add(email, record, user)
    for key in decision.taken_from:
        with suppress(LastPlaceError):
            if record := places.named(email.account, key):
                rearranging.take_away(email, record, user)
    for key in decision.pinned_on:
        with suppress(pins.TooManyError):
            if record := places.named(email.account, key):
                pins.put(record, email.entry, is_pinned=True)
