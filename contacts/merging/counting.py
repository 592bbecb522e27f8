"""What two records have, and what the one will have that they become: told before anything moves."""

from dataclasses import dataclass

from django.db.models import Count, Q

from contacts.merging.pairs import Pair
from contacts.models import Contact, Deal, DealContact, TimelineLink
from contacts.timeline import TASK, name_of
from crm.models import Account, User


@dataclass(frozen=True)
class Sum:
    """How many of one thing the left one has, the right one, and both together."""

    left: int
    right: int
    together: int


@dataclass(frozen=True)
class Together:
    entries: Sum
    tasks: Sum
    deals: Sum
    people: Sum | None  # of companies


def together(account: Account, reader: User, pair: Pair) -> Together:
    """As the reader may see it, in three statements at most."""
    kind, ids = name_of(pair.left), [one.pk for one in pair.both]
    links = TimelineLink.objects.filter(account=account, **{f"{kind}__in": ids}).seen_by(reader)
    is_open_task = Q(entry__kind=TASK, pinned_at__isnull=False)
    counted = {"rows": Count("pk"), "tasks": Count("pk", filter=is_open_task)}
    each = {row[kind]: row for row in links.values(kind).annotate(**counted)}
    once = links.aggregate(rows=Count("entry", distinct=True), tasks=Count("entry", filter=is_open_task, distinct=True))
    entries, tasks = (_sum([each.get(pk, {}).get(what, 0) for pk in ids], once[what]) for what in ("rows", "tasks"))
    if kind == "contact":
        parts = DealContact.objects.filter(account=account, contact__in=ids).values_list("contact", "deal")
        return Together(entries, tasks, _distinct(list(parts), ids), None)
    deals = Deal.objects.filter(account=account, company__in=ids).values("company").annotate(count=Count("pk"))
    people = Contact.objects.filter(account=account, company__in=ids).values("company").annotate(count=Count("pk"))
    sums = [{row["company"]: row["count"] for row in rows} for rows in (deals, people)]
    both = [_sum([one.get(pk, 0) for pk in ids], sum(one.values())) for one in sums]
    return Together(entries, tasks, both[0], both[1])


def _sum(each: list[int], together: int | None) -> Sum:
    left, right = each
    return Sum(left, right, together or 0)


def _distinct(parts: list[tuple[int, int]], ids: list[int]) -> Sum:
    left, right = ({deal for contact, deal in parts if contact == pk} for pk in ids)
    return Sum(len(left), len(right), len(left | right))
