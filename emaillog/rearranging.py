"""Which records a mail stands on, changed by hand and remembered when it is processed again."""

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from contacts.models import TimelineLink
from contacts.timeline import Record, name_of
from crm.models import User
from emaillog.associations import Associations
from emaillog.models import AssociationChange, LoggedEmail

NOBODY = 0  # has what was added by hand: it came with no contact


class LastPlaceError(Exception):
    """It is the only record that the mail stands on: without it nobody would find the mail again."""


@transaction.atomic
def add(email: LoggedEmail, record: Record, user: User) -> None:
    """Puts the mail on the timeline of this record too."""
    _lock(email)
    place = {name_of(record): record}
    if _links(email).filter(**place).exists():
        return
    link = TimelineLink(account_id=email.account_id, entry_id=email.entry_id, occurred_at=email.occurred_at, **place)
    TimelineLink.objects.bulk_create([link], ignore_conflicts=True)
    _remember(email, record, user, is_added=True)


@transaction.atomic
def take_away(email: LoggedEmail, record: Record, user: User) -> None:
    """Takes the mail off the timeline of this record. Raises LastPlaceError."""
    _lock(email)
    links = list(_links(email))
    found = [link for link in links if getattr(link, f"{name_of(record)}_id") == record.pk]
    if found and len(links) == 1:
        raise LastPlaceError
    if found:
        _links(email).filter(pk=found[0].pk).delete()
        _remember(email, record, user, is_added=False)


def apply_changes(email: LoggedEmail, found: Associations) -> Associations:
    """What the mail stands on when the rules have found these: with what people added, without what they took away."""
    changes = list(AssociationChange.objects.filter(account=email.account_id, email=email).order_by("id"))
    added = [change for change in changes if change.is_added]
    gone = [change for change in changes if not change.is_added]
    contacts = dict.fromkeys((*found.contacts, *(one.contact_id for one in added if one.contact_id)))
    companies = {one.company_id: NOBODY for one in added if one.company_id} | found.companies
    deals = {one.deal_id: NOBODY for one in added if one.deal_id} | found.deals
    for change in gone:
        contacts.pop(change.contact_id or NOBODY, None)
        companies.pop(change.company_id or NOBODY, None)
        deals.pop(change.deal_id or NOBODY, None)
    return replace(found, contacts=tuple(contacts), companies=companies, deals=deals)


def _lock(email: LoggedEmail) -> None:
    """Two who take away at once must not both leave the other's record as the last one."""
    LoggedEmail.objects.select_for_update().only("pk").get(account=email.account_id, pk=email.pk)


def _links(email: LoggedEmail) -> QuerySet[TimelineLink]:
    return TimelineLink.objects.filter(account=email.account_id, entry=email.entry_id)


def _remember(email: LoggedEmail, record: Record, user: User, *, is_added: bool) -> None:
    place: dict[str, Any] = {name_of(record): record}
    AssociationChange.objects.update_or_create(
        account_id=email.account_id, email=email, **place, defaults={"is_added": is_added, "user": user}
    )
