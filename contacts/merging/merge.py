"""The merge itself: one transaction after which there is one record and nothing is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from contacts.bulk.waiting import hidden
from contacts.merging import moving, redirects
from contacts.merging.moving import Mergeable
from contacts.merging.pairs import Pair
from contacts.models import ContactEmail, TimelineLink
from contacts.timeline import MOST_PINNED, TASK, name_of
from crm import audit
from crm.models import Account, User


class GoneError(Exception):
    """One of the two is not there any more."""


class ChangedMeanwhileError(Exception):
    """One of the two is not what the person saw when they chose."""


@dataclass(frozen=True)
class Wanted:
    """What somebody chose: who stays, whose value each field takes (ids by field), and what the two were then."""

    survivor: int
    old: int
    taken: Mapping[str, int]
    seen: str


@transaction.atomic
def merge(account: Account, user: User, model: type[Mergeable], wanted: Wanted) -> Mergeable:
    """Raises GoneError and ChangedMeanwhileError, and then nothing has happened."""
    survivor, old = _locked(account, model, wanted)
    pair = Pair(survivor, old)
    if pair.version != wanted.seen:
        raise ChangedMeanwhileError
    kind, names = name_of(survivor), (str(survivor), str(old))
    pair.take(wanted.taken)
    primary = pair.primary(wanted.taken)
    _unite_pins(kind, survivor, old)
    _primary_of(account, (survivor, old), None)
    moved = moving.move(kind, survivor, old)
    _primary_of(account, (survivor,), primary)
    # Raw: a reference that nobody moved makes the database refuse instead of being deleted along.
    rows: Any = model._default_manager.filter(account=account, pk=old.pk)  # noqa: SLF001
    rows._raw_delete(rows.db)  # noqa: SLF001
    survivor.save(update_fields=[*pair.columns])
    redirects.remember(account, kind, old.pk, survivor.pk, user.pk)
    audit.record(account, user, f"merged.{kind}", names[1], into=names[0], id=survivor.pk, old=old.pk, **_told(moved))
    return survivor


def _locked(account: Account, model: type[Mergeable], wanted: Wanted) -> tuple[Mergeable, Mergeable]:
    """Both, in the order of their ids, so that two people who merge at once wait for each other."""
    ids = {wanted.survivor, wanted.old}
    rows = model._default_manager.filter(account=account, pk__in=ids).order_by("pk")  # noqa: SLF001
    list(rows.select_for_update().values_list("pk"))
    found = {row.pk: row for row in model.objects.of(account).filter(pk__in=ids)}
    if len(found) < len(ids) or len(ids) != 2 or ids.intersection(hidden(account, model.__name__.lower())):
        raise GoneError
    return found[wanted.survivor], found[wanted.old]


def _unite_pins(kind: str, survivor: Mergeable, old: Mergeable) -> None:
    """What stands on both timelines stays pinned if it was on either; of all pins the newest ones stay."""
    links = TimelineLink.objects.filter(account=old.account_id)
    pinned = links.filter(pinned_at__isnull=False, **{kind: old}).values_list("entry", "pinned_at")
    both = dict(pinned.filter(entry__in=links.filter(**{kind: survivor}).values("entry")))
    here = list(links.filter(pinned_at=None, entry__in=both, **{kind: survivor}))
    for link in here:
        link.pinned_at = both[link.entry_id]
    TimelineLink.objects.bulk_update(here, ["pinned_at"], batch_size=200)
    of_both = links.filter(Q(**{kind: survivor}) | Q(**{kind: old}), pinned_at__isnull=False)
    of_both = of_both.exclude(entry__kind=TASK).order_by(F("pinned_at").desc(), "-id")
    ranked = dict.fromkeys(of_both.values_list("entry", flat=True))
    links.filter(Q(**{kind: survivor}) | Q(**{kind: old}), entry__in=list(ranked)[MOST_PINNED:]).update(pinned_at=None)


def _primary_of(account: Account, records: tuple[Mergeable, ...], address: str | None) -> None:
    """Makes this the primary address of these contacts, or none while two have become one."""
    if name_of(records[0]) != "contact":
        return
    emails = ContactEmail.objects.filter(account=account, contact__in=[one.pk for one in records])
    emails.filter(is_primary=True).update(is_primary=False)
    if address:
        emails.filter(address=address).update(is_primary=True)


def _told(moved: Mapping[str, int]) -> dict[str, object]:
    """What the audit log says of it."""
    models = {"entries": "TimelineLink", "addresses": "ContactEmail", "domains": "CompanyDomain", "people": "Contact"}
    deals = moved.get("DealContact", moved.get("Deal", 0))
    told: dict[str, object] = {word: moved[model] for word, model in models.items() if model in moved}
    return told | {"deals": deals}
