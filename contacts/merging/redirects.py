"""Where records went that were merged into others."""

from collections.abc import Collection

from contacts.models import MergedRecord
from crm.models import Account

Ids = dict[str, dict[int, int]]


def survivor(account: Account | int, kind: str, pk: int) -> int | None:
    """The id of the record that an old one became part of."""
    if pk >= 2**63:  # SQLite cannot even be asked for it
        return None
    return survivors(account, {kind: [pk]})[kind].get(pk)


def survivors(account: Account | int, asked: dict[str, Collection[int]]) -> Ids:
    """By kind and old id, for those that were merged; one statement."""
    ids = {pk for each in asked.values() for pk in each}
    rows = MergedRecord.objects.filter(account=account, is_same=True, old__in=ids, kind__in=asked)
    found: Ids = {kind: {} for kind in asked}
    for kind, old, new in rows.values_list("kind", "old", "new"):
        found[kind][old] = new
    return found


def remember(account: Account, kind: str, old: int, new: int, user: int) -> None:
    """All that led to the old one leads to the new one, in one step however often one merges."""
    rows = MergedRecord.objects.filter(account=account, kind=kind)
    rows.filter(is_same=True, new=old).update(new=new)
    rows.filter(is_same=False, old=old).delete()
    rows.filter(is_same=False, new=old).delete()
    MergedRecord.objects.create(account=account, kind=kind, old=old, new=new, user_id=user)


def are_not_the_same(account: Account, kind: str, pair: Collection[int], user: int) -> None:
    """The two are suggested no more."""
    smaller, larger = sorted(pair)
    MergedRecord.objects.get_or_create(
        account=account, kind=kind, old=smaller, new=larger, defaults={"is_same": False, "user_id": user}
    )


def told_apart(account: Account, kind: str, ids: Collection[int]) -> set[tuple[int, int]]:
    """The pairs among these records that somebody said are not the same."""
    rows = MergedRecord.objects.filter(account=account, kind=kind, is_same=False, old__in=ids, new__in=ids)
    return set(rows.values_list("old", "new"))
