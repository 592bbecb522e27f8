"""What mails remember of records that were merged into others since."""

from typing import Any

from django.db.models import Exists, OuterRef

from contacts.merging import redirects
from contacts.models import TimelineLink
from contacts.timeline import Record
from emaillog.models import AssociationChange, LoggedEmail

Fact = dict[str, Any]
RECORDS = ("contact", "company")
# What makes two facts of such a rule the same, whatever else they say.
ABOUT = {"company": "company", "deal": "deal", "contact_later": "contact"}


def facts(email: LoggedEmail) -> list[Fact]:
    """Why the mail is where it is, with the records of today in the place of those that are part of them now."""
    written: list[Fact] = list(email.why)
    asked = {kind: {fact[kind] for fact in written if fact.get(kind)} for kind in RECORDS}
    if not any(asked.values()):
        return written
    survivors = redirects.survivors(email.account_id, {kind: list(ids) for kind, ids in asked.items()})
    if not any(survivors.values()):
        return written
    return _once([_followed(fact, survivors) for fact in written])


def _followed(fact: Fact, survivors: redirects.Ids) -> Fact:
    return fact | {
        kind: survivors[kind][fact[kind]] for kind in RECORDS if fact.get(kind) and fact[kind] in survivors[kind]
    }


def _once(written: list[Fact]) -> list[Fact]:
    """Two companies that have become one were associated once."""
    kept: dict[object, Fact] = {}
    for place, fact in enumerate(written):
        rule = fact["rule"]
        kept.setdefault((rule, fact[ABOUT[rule]]) if rule in ABOUT else place, fact)
    return list(kept.values())


def before_merging(kind: str, survivor: Record, old: Record) -> None:
    """A mail that stands on the record after all was not taken away from it."""
    links = TimelineLink.objects.filter(account=old.account_id, entry=OuterRef("email__entry"), **{kind: survivor})
    changes = AssociationChange.objects.filter(
        Exists(links), account=old.account_id, is_added=False, **{f"{kind}__in": (survivor, old)}
    )
    changes.delete()
