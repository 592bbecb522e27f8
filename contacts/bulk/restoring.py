"""Giving many records back what they had before a change."""

from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime

from contacts.bulk.changing import FIELDS
from contacts.bulk.deleting import MODELS
from contacts.models import BulkAction, Deal

MOMENTS = {"opened_at", "closed_at"}


def restore(part: BulkAction) -> int:
    """Gives back what each had; a record that somebody changed again since keeps that."""
    if "had" not in part.before:
        return 0
    fields, had = FIELDS[part.action], part.before["had"]
    rows: QuerySet[Any] = MODELS[part.kind]._default_manager.filter(account=part.account_id)  # noqa: SLF001
    same = rows.filter(pk__in=had, **{fields[0]: part.before["to"]}).order_by("pk").select_for_update()
    ids = list(same.values_list("pk", flat=True))
    if part.action == "stage":
        _move_back(rows.filter(pk__in=ids), {pk: dict(zip(fields, had[str(pk)], strict=True)) for pk in ids})
        return len(ids)
    values = sorted(((had[str(pk)][0], pk) for pk in ids), key=repr)
    for value, group in groupby(values, itemgetter(0)):
        rows.filter(pk__in=[pk for _value, pk in group]).update(**{fields[0]: value})
    return len(ids)


def _move_back(deals: QuerySet[Any], before: Mapping[int, Mapping[str, Any]]) -> None:
    found = list(deals)
    for deal in found:
        for name, value in before[deal.pk].items():
            setattr(deal, name, parse_datetime(value) if value and name in MOMENTS else value)
    Deal.objects.bulk_update(found, ["stage", "pipeline", "opened_at", "closed_at"], batch_size=200)
